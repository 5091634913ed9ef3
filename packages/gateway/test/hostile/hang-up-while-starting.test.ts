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

/** What has been answered wrong once so many gateways have come, and a while later how many. */
async function settled(wrong: Promise<string[]>, gateways: number): Promise<unknown> {
  await expect.poll(() => kept.gateways.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(gateways)
  await sleep(1200)
  // The one that is there is there to stay: nobody kills it later.
  expect((await ask(kept.port, '/pid')).body).toBe(String(kept.gateways.at(-1)))
  asking = false
  return { wrong: await wrong, gateways: kept.gateways.length }
}

async function start(): Promise<void> {
  asking = true
  kept = await startKept({ START_MS: '600', DRAIN_MS: '800' })
}

test('one that starts comes up, and is replaced once for however many SIGHUPs', async () => {
  await start()
  const wrong = askOn(kept)
  await sleep(300)
  for (let hangUp = 0; hangUp < 3; hangUp++) {
    kept.process.kill('SIGHUP')
    await sleep(20)
  }
  expect(await settled(wrong, 2)).toEqual({ wrong: [], gateways: 2 })
  expect(kept.warnings).toEqual([])
}, 30_000)

test('likewise after a crash', async () => {
  await start()
  const wrong = askOn(kept)
  process.kill(await kept.gateway(), 'SIGKILL')
  // The next one is started within milliseconds, and is up after 600.
  await sleep(300)
  kept.process.kill('SIGHUP')
  await sleep(20)
  kept.process.kill('SIGHUP')
  expect(await settled(wrong, 3)).toEqual({ wrong: [], gateways: 3 })
  expect(kept.warnings).toEqual(['gateway died, starting another'])
}, 30_000)

test('several in a row replace it once, since the next one is yet to read what is new', async () => {
  await start()
  const wrong = askOn(kept)
  await kept.gateway()
  for (let hangUp = 0; hangUp < 4; hangUp++) {
    kept.process.kill('SIGHUP')
    await sleep(20)
  }
  expect(await settled(wrong, 2)).toEqual({ wrong: [], gateways: 2 })
  expect(kept.warnings).toEqual([])
}, 30_000)
