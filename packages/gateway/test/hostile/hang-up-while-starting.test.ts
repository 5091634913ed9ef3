import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { ask, type Kept, startKept } from '../keeper/kept.ts'

let kept: Kept
let asking = true
afterEach(async () => {
  asking = false
  kept.process.kill('SIGTERM')
  await kept.exited
})

/** How long a gateway may take to end, in ms: it takes 500. */
const drainMs = 800

/** Asks without end; answers whatever was not 200. */
async function askOn({ port }: Kept): Promise<string[]> {
  const wrong: string[] = []
  while (asking) {
    const answer = await ask(port, '/in', { body: 'x' }).catch(String)
    if (typeof answer === 'string') wrong.push(answer)
    else if (answer.status !== 200) wrong.push(String(answer.status))
    await sleep(5)
  }
  return wrong
}

/** What has been answered wrong once so many gateways were ready, and how many they are when none is killed later. */
async function settled(wrong: Promise<string[]>, gateways: number): Promise<unknown> {
  await expect.poll(() => kept.gateways.length).toBeGreaterThanOrEqual(gateways)
  // Whoever is killed by the deadline of the one before it is killed by now.
  await kept.looks(1 + Math.ceil(drainMs / 1000))
  expect((await ask(kept.port, '/pid')).body).toBe(String(kept.gateways.at(-1)))
  asking = false
  return { wrong: await wrong, gateways: kept.gateways.length }
}

/** A keeper whose gateways come up when they are let. */
async function start(): Promise<{ wrong: Promise<string[]> }> {
  asking = true
  kept = await startKept({ START: 'held', TELL: 'all', DRAIN_MS: String(drainMs) })
  return { wrong: askOn(kept) }
}

async function hangUp(times: number): Promise<void> {
  for (let count = 0; count < times; count++) await kept.hangUp()
}

test('one that starts comes up, and is replaced once for however many SIGHUPs', async () => {
  const { wrong } = await start()
  await kept.starts(1)
  await hangUp(3)
  await kept.letStart(1)
  await kept.letStart(2)
  expect(await settled(wrong, 2)).toEqual({ wrong: [], gateways: 2 })
  expect(kept.warnings).toEqual([])
})

test('likewise after a crash', async () => {
  const { wrong } = await start()
  await kept.letStart(1)
  process.kill(await kept.gateway(), 'SIGKILL')
  await kept.starts(2)
  await hangUp(2)
  await kept.letStart(2)
  await kept.letStart(3)
  expect(await settled(wrong, 3)).toEqual({ wrong: [], gateways: 3 })
  expect(kept.warnings).toEqual(['gateway died, starting another'])
})

test('several in a row replace it once, since the next one is yet to read what is new', async () => {
  const { wrong } = await start()
  await kept.letStart(1)
  await kept.gateway()
  await hangUp(4)
  await kept.letStart(2)
  expect(await settled(wrong, 2)).toEqual({ wrong: [], gateways: 2 })
  expect(kept.warnings).toEqual([])
})
