import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

const secret = 'a-secret-phrase-of-webex'
let gateway: StartedGateway
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-strace-'))
  gateway = await startGateway({ args: ['--source', 'webex=webex', '--secret', secret] })
})

afterAll(async () => {
  await gateway.remove()
  rmSync(folder, { recursive: true, force: true })
})

function post(body: string): Promise<Response> {
  const signature = createHmac('sha1', secret).update(body).digest('hex')
  return gateway.post('webex', body, { 'x-spark-signature': signature })
}

/** Attaches strace to the gateway process and all its threads; null where that cannot be done here. */
async function attach(out: string): Promise<ChildProcess | null> {
  if (spawnSync('strace', ['-V']).error) return null
  const calls = 'trace=fsync,fdatasync,write,writev,sendmsg,sendto'
  const tracer = spawn('strace', [
    '-f',
    '-y',
    '-s',
    '120',
    '-e',
    calls,
    '-o',
    out,
    '-p',
    String(gateway.pid()),
  ])
  return await new Promise((resolve) => {
    let said = ''
    tracer.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (/attached/.test(said)) resolve(tracer)
    })
    tracer.on('exit', () => resolve(null))
  })
}

it('has the event on disk before the answer leaves', async (context) => {
  const out = join(folder, 'trace')
  const tracer = await attach(out)
  if (tracer === null) {
    process.stdout.write(
      'SKIPPED: strace is missing or may not attach here; the order of fsync and answer is not shown\n',
    )
    context.skip()
    return
  }
  const rounds = 5
  for (let n = 0; n < rounds; n++) expect((await post(`{"round":${n}}`)).status).toBe(200)
  const ended = new Promise((resolve) => tracer.on('exit', resolve))
  tracer.kill('SIGINT')
  await ended
  // Each answer must have a finished sync of the store's write-ahead log between it and the answer before.
  let syncs = 0
  let answers = 0
  const unfinished = new Set<string>()
  for (const line of readFileSync(out, 'utf8').split('\n')) {
    const thread = line.split(/\s+/)[0] ?? ''
    if (/\bf(data)?sync\(.*journal\.sqlite-wal/.test(line)) {
      if (line.includes('<unfinished')) unfinished.add(thread)
      else if (line.endsWith('= 0')) syncs++
    } else if (/<\.\.\. f(data)?sync resumed>.*= 0$/.test(line) && unfinished.delete(thread)) {
      syncs++
    } else if (line.includes('HTTP/1.1 200')) {
      answers++
      expect(syncs, `answer ${answers} left before its sync was over`).toBeGreaterThan(0)
      syncs = 0
    }
  }
  expect(answers).toBe(rounds)
})
