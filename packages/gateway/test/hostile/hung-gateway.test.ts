import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { ask, type Kept, startKept } from '../keeper/kept.ts'

const posix = process.platform !== 'win32'
if (!posix) console.log('skipped: a gateway that is stopped; this system has no SIGSTOP')

let kept: Kept
afterEach(async () => {
  kept.process.kill('SIGTERM')
  await kept.exited
})

test.runIf(posix)(
  'a gateway that is stopped is replaced, and its callers are answered',
  async () => {
    kept = await startKept({ HANG_SECONDS: '2' })
    const victim = await kept.gateway()
    const slow = ask(kept.port, '/slow')
    await sleep(100)
    process.kill(victim, 'SIGSTOP')
    const answers = await Promise.all([slow, ask(kept.port, '/pid'), ask(kept.port, '/pid')])
    expect(answers.map(({ body }) => body)).not.toContain(String(victim))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(kept.gateways).toHaveLength(2)
    expect(kept.warnings).toContain('gateway hangs, starting another')
  },
  30_000,
)

test('so is one whose event loop is blocked', async () => {
  kept = await startKept({ HANG_SECONDS: '2' })
  const victim = await kept.gateway()
  const socket = connect(kept.port)
  socket.on('error', () => undefined)
  socket.write('GET /block HTTP/1.1\r\nHost: a\r\n\r\n')
  await sleep(300)
  // It has gone, and is not what the next gateway is asked.
  socket.resetAndDestroy()
  const other = await ask(kept.port, '/pid')
  expect(other.status).toBe(200)
  expect(other.body).not.toBe(String(victim))
}, 30_000)

test.runIf(posix)(
  'a keeper that was stopped itself, or both, is no proof against the gateway',
  async () => {
    kept = await startKept({ HANG_SECONDS: '2' })
    const before = await kept.gateway()
    kept.process.kill('SIGSTOP')
    await sleep(2600)
    kept.process.kill('SIGCONT')
    await sleep(500)
    kept.process.kill('SIGSTOP')
    process.kill(before, 'SIGSTOP')
    await sleep(2600)
    process.kill(before, 'SIGCONT')
    kept.process.kill('SIGCONT')
    await sleep(500)
    expect((await ask(kept.port, '/pid')).body).toBe(String(before))
    expect(kept.gateways).toEqual([before])
  },
  30_000,
)
