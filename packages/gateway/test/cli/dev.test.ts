import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../harness/free-port.ts'
import { launcher } from '../harness/start-gateway.ts'

let root: string
let env: Record<string, string>

/** An empty folder, an empty HOME, and on the PATH the command as npm would link it. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'countersign-dev-test-'))
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }))
  for (const folder of ['here', 'home', 'bin', 'tmp']) await mkdir(join(root, folder))
  const shim = join(root, 'bin', 'countersign')
  await writeFile(shim, `#!/bin/sh\nexec '${process.execPath}' '${launcher}' "$@"\n`)
  await chmod(shim, 0o755)
  const inherited = Object.entries(process.env).filter(([name]) => !/^(COUNTERSIGN|npm)_/.test(name))
  env = {
    ...(Object.fromEntries(inherited) as Record<string, string>),
    PATH: `${join(root, 'bin')}${delimiter}${process.env.PATH}`,
    HOME: join(root, 'home'),
    TMPDIR: join(root, 'tmp'),
  }
})

interface Dev {
  readonly child: ChildProcess
  output(): string
  /** Waits until it has printed so. */
  printed(what: RegExp): Promise<RegExpExecArray>
  end(): Promise<number | null>
}

function startDev(args: readonly string[]): Dev {
  // What a shell has set for a gateway elsewhere must not count.
  const elsewhere = {
    COUNTERSIGN_DATABASE_URL: 'postgres://nowhere.invalid/none',
    COUNTERSIGN_DATA: '/dev/null',
  }
  const child = spawn('countersign', ['dev', '--port', '0', ...args], {
    cwd: join(root, 'here'),
    env: { ...env, ...elsewhere },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  onTestFinished(() => void child.kill('SIGKILL'))
  return {
    child,
    output: () => text,
    async printed(what) {
      await expect.poll(() => text, { timeout: 40_000 }).toMatch(what)
      return what.exec(text) ?? expect.fail()
    },
    async end() {
      child.kill('SIGINT')
      return await ended
    },
  }
}

function shell(line: string): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', line], { cwd: join(root, 'here'), env }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), text: stdout + stderr }),
    )
  })
}

test('what countersign dev prints works as printed, and nothing is left of it', async () => {
  const dev = startDev([])
  const [page] = await dev.printed(/Try\n[\s\S]*\n\n/)
  const commands = new Map(
    [...page.matchAll(/ {2}# (.*)\n {2}(.*)\n/g)].map(([, title = '', line = '']) => [title, line]),
  )
  const [first = '', ...titles] = commands.keys()
  const follow = async (title: string): Promise<{ code: number; text: string }> =>
    shell(`${commands.get(first)}\n${commands.get(title)}`)
  const seen: Record<string, RegExp> = {
    'write to the simulated Webex bot': /application ← webex {2}messages\.created {2}evt_\w+ {2}verified/,
    'add a row to the simulated SeaTable base': /application ← seatable {2}insert_row {2}evt_\w+ {2}verified/,
    'be GitHub: an authentic event': /application ← shop .* verified {2}attempt 1/,
    'send again, and see it wait': /application ← shop .* answers 503/,
    'let it recover: the event arrives': /application ← shop .* attempt [2-9]/,
  }
  const told: Record<string, RegExp> = {
    'be somebody else: it is refused, and this exits 1': /401 .*ERR_SIGNATURE_MISMATCH/,
    'what came in': /messages\.created/,
    'what was refused, and why': /ERR_SIGNATURE_MISMATCH/,
    'send again, and see it wait': /pending/,
    'open the console': /#sign-in=/,
  }
  expect(titles).toEqual(expect.arrayContaining([...Object.keys(seen), ...Object.keys(told)]))
  for (const title of titles) {
    const { code, text } = await follow(title)
    expect(code, `${title}: ${text}`).toBe(title.includes('exits 1') ? 1 : 0)
    if (told[title] !== undefined) expect(text).toMatch(told[title])
    if (seen[title] !== undefined) await dev.printed(seen[title])
  }
  const console = /console +(\S+)/.exec(dev.output())?.[1] ?? ''
  expect((await fetch(console)).status).toBe(200)

  // Another on the same port is told in a sentence, and leaves nothing either.
  const { code, text } = await shell(`countersign dev --port ${new URL(console).port}`)
  expect({ code, text }).toMatchObject({ code: 78, text: expect.stringContaining('ERR_ADDRESS_IN_USE') })

  expect(await dev.end()).toBe(0)
  // Whoever reads it is shown nothing that is for programs.
  expect(dev.output()).not.toMatch(/^\{/m)
  for (const folder of ['here', 'home', 'tmp']) expect(await readdir(join(root, folder))).toEqual([])
}, 120_000)

test.each([
  ['as soon as it has a folder', null],
  ['while its gateway starts', 'key'],
])(
  'ended %s, before its page is up, it leaves nothing',
  async (_when, file) => {
    const dev = startDev([])
    const tmp = join(root, 'tmp')
    const begun = async (): Promise<boolean> => {
      const folder = (await readdir(tmp)).find((name) => name.startsWith('countersign-dev-'))
      return folder !== undefined && (file === null || existsSync(join(tmp, folder, file)))
    }
    await expect.poll(begun, { interval: 1, timeout: 40_000 }).toBe(true)
    expect(await dev.end()).toBe(0)
    expect(dev.output()).not.toContain('Try')
    expect(await readdir(tmp)).toEqual([])
  },
  60_000,
)

test('with --keep it goes on where it was, connections and secrets too', async () => {
  const folder = join(root, 'kept')
  const start = async () => {
    const dev = startDev(['--keep', folder, '--json'])
    const [line] = await dev.printed(/^\{"url".*\}$/m)
    return {
      dev,
      facts: JSON.parse(line) as {
        webex: object
        signIn: string
        commands: { title: string; command: string }[]
      },
    }
  }
  const { dev: before, facts } = await start()
  const line = (title: string): string =>
    facts.commands.find((one) => one.title.startsWith(title))?.command ?? ''
  expect((await shell(line('write to the simulated Webex'))).code).toBe(0)
  await before.printed(/"line":"application ← webex/)
  expect(await before.end()).toBe(0)

  const { dev: after, facts: again } = await start()
  expect(again.webex).toEqual(facts.webex)
  expect((await fetch(again.signIn)).status).toBe(200)
  expect(again.signIn).toMatch(/#sign-in=/)
  expect((await shell(line('write to the simulated Webex'))).code).toBe(0)
  await after.printed(/"line":"application ← webex/)
  const { text } = await shell(`${line('in another terminal')}\ncountersign event list --source webex --json`)
  expect(JSON.parse(text).items).toHaveLength(2)
  expect(await after.end()).toBe(0)
  for (const dev of [before, after])
    for (const printed of dev.output().trim().split('\n'))
      expect(() => JSON.parse(printed), printed).not.toThrow()
}, 90_000)

/** A program that stands for cloudflared, and carries what comes to it on, as that does, under the name in public. */
async function forwardingCloudflared(): Promise<void> {
  const program = join(root, 'bin', 'cloudflared')
  await writeFile(
    program,
    `#!${process.execPath}
const { createServer, request } = require('node:http')
const { writeFileSync } = require('node:fs')
const origin = new URL(process.argv[process.argv.indexOf('--url') + 1])
const server = createServer((from, to) => {
  const headers = { ...from.headers, host: 'hooks.example.com', 'x-forwarded-proto': 'https' }
  const { method, url: path } = from
  const on = request({ host: origin.hostname, port: origin.port, method, path, headers }, (answer) => {
    to.writeHead(answer.statusCode, answer.headers)
    answer.pipe(to)
  })
  from.pipe(on)
})
server.listen(0, '127.0.0.1', () => {
  writeFileSync('${join(root, 'tunnel')}', String(server.address().port))
  console.error('INF Registered tunnel connection connIndex=0')
})
`,
  )
  await chmod(program, 0o755)
}

test('with --tunnel the address in public is shown, leads to the sources, and to nothing of the operator’s', async () => {
  await forwardingCloudflared()
  const port = await freePort()
  const dev = startDev(['--json', '--tunnel', 'practice=hooks.example.com', '--port', String(port)])
  const [line] = await dev.printed(/^\{"url".*\}$/m)
  const facts = JSON.parse(line) as { publicUrl: string; data: string }
  expect(facts.publicUrl).toBe('https://hooks.example.com')
  const tunnel = `http://127.0.0.1:${await readFile(join(root, 'tunnel'), 'utf8')}`
  const secret = (await readFile(join(facts.data, 'shop-secret'), 'utf8')).trim()
  const body = '{"zen":"Keep it logically awesome."}'
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'ping',
    'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
  }
  const sent = await fetch(`${tunnel}/in/shop`, { method: 'POST', body, headers })
  expect(sent.status).toBe(200)
  await dev.printed(/application ← shop .* verified/)
  const token = (await readFile(join(facts.data, 'token'), 'utf8')).trim()
  const authorization = { authorization: `Bearer ${token}` }
  for (const path of ['/api/v1/sources', '/'])
    expect((await fetch(`${tunnel}${path}`, { headers: authorization })).status).toBe(421)
  expect(await dev.end()).toBe(0)
}, 90_000)
