import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { ask, type Kept, startKept } from '../keeper/kept.ts'

const posix = process.platform !== 'win32'
if (!posix) console.log('skipped: a gateway that is stopped; this system has no SIGSTOP')

/** How long a gateway may be silent. */
const hangSeconds = 2

/** Likewise, where it must not be taken to hang: one that is late by a beat, on a machine that is busy, has another left. */
const patientSeconds = 4

const started: Kept[] = []
afterEach(async () => {
  for (const kept of started.splice(0)) {
    kept.process.kill('SIGTERM')
    await kept.exited
  }
})

async function keep(seconds = hangSeconds): Promise<{ kept: Kept; victim: number }> {
  const kept = await startKept({ HANG_SECONDS: String(seconds), TELL: 'all' })
  started.push(kept)
  return { kept, victim: await kept.gateway() }
}

/** The gateway that has come up in the place of another. */
async function successor(kept: Kept, victim: number): Promise<number> {
  await expect.poll(() => kept.gateways.at(-1)).not.toBe(victim)
  return await kept.gateway()
}

describe('a gateway that hangs', () => {
  test.runIf(posix)('stopped, is replaced, and its callers are answered', async () => {
    const { kept, victim } = await keep()
    const held = ask(kept.port, '/held')
    await expect.poll(() => kept.told).toContain('asked /held')
    process.kill(victim, 'SIGSTOP')
    const asked = [ask(kept.port, '/pid'), ask(kept.port, '/pid')]
    await expect.poll(() => kept.told.filter((line) => line === 'asked /held')).toHaveLength(2)
    process.kill(await successor(kept, victim), 'SIGUSR2')
    const answers = await Promise.all([held, ...asked])
    expect(answers.map(({ body }) => body)).not.toContain(String(victim))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    expect(kept.gateways).toHaveLength(2)
    expect(kept.warnings).toContain('gateway hangs, starting another')
  })

  test('with its event loop blocked, too', async () => {
    const { kept, victim } = await keep()
    const socket = connect(kept.port)
    socket.on('error', () => undefined)
    socket.write('GET /block HTTP/1.1\r\nHost: a\r\n\r\n')
    await expect.poll(() => kept.told).toContain('asked /block')
    // It has gone, and is not what the next gateway is asked.
    socket.resetAndDestroy()
    const other = await ask(kept.port, '/pid')
    expect(other.status).toBe(200)
    expect(other.body).not.toBe(String(victim))
  })

  test.runIf(posix)('because its keeper was stopped, or both, is not known to', async () => {
    const pairs = await Promise.all([keep(patientSeconds), keep(patientSeconds)])
    const [, both] = pairs
    if (both === undefined) throw new Error('two are started')
    for (const { kept } of pairs) kept.process.kill('SIGSTOP')
    process.kill(both.victim, 'SIGSTOP')
    // All that time nothing of them runs: how long it is by the clock of others is what must not matter.
    await sleep(patientSeconds * 1000 + 300)
    process.kill(both.victim, 'SIGCONT')
    for (const { kept } of pairs) kept.process.kill('SIGCONT')
    for (const { kept, victim } of pairs) {
      await kept.looks(patientSeconds)
      expect((await ask(kept.port, '/pid')).body).toBe(String(victim))
      expect(kept.gateways).toEqual([victim])
    }
  })
})
