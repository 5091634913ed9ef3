// Checks by this library beside those by the providers' own, one after the other in one process and in turns, of the same
// message. Each is called as its documentation says, from headers and raw bytes; ours without a prepared verifier.
//
//   node --conditions=countersign-source bench/verify-sdks.ts [rounds]
import type { Scheme } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { safeVerifySync } from 'countersign/sync'
import { cases, now, type Sdk, url } from '../packages/countersign/test/interop/cases.ts'
import { describeMachine, machineLine } from './machine.ts'

const rounds = Number(process.argv[2] ?? 30)
/** A round takes as much CPU time of each, in ms. */
const roundMs = 20

const { sdks } = (await import(
  new URL('../packages/countersign/test/interop/sdks.mjs', import.meta.url).href
)) as { sdks: Sdk[] }

type Work = () => unknown

/** CPU of one, in µs. */
async function cost(work: Work): Promise<number> {
  const start = process.cpuUsage()
  for (let done = 0; ; ) {
    for (let at = 0; at < 16; at++) {
      const result = work()
      if (result instanceof Promise) await result
    }
    done += 16
    const { user, system } = process.cpuUsage(start)
    if (user + system >= roundMs * 1000) return (user + system) / done
  }
}

const median = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN

/** Webex's size of a notification, where the provider's library does not want a body of its own. */
const text = JSON.stringify({ type: 'a', data: { text: 'x'.repeat(725) } })

console.log(`${machineLine(describeMachine())}\nµs of CPU a message of 761 bytes, median of ${rounds} rounds`)
// The messages are of one moment, by whatever a library asks for it.
globalThis.Date = class extends Date {
  constructor(given: number | string = now) {
    super(given)
  }
  static override now(): number {
    return now
  }
} as DateConstructor
for (const sdk of sdks.filter(({ apart }) => apart === undefined)) {
  const scheme = (schemes as Readonly<Record<string, Scheme>>)[sdk.scheme] as Scheme
  const message = await cases['as it was signed']?.({ ...sdk, body: sdk.body ?? text })
  if (message === undefined) throw new Error(`${sdk.name}: nothing is signed`)
  const headers = { ...message.headers, 'content-type': 'application/json' }
  const theirs = await sdk.verifier((name) => import(name))
  const options = { scheme, secrets: sdk.secret, publicUrl: url }
  const works: readonly [Work, Work] = [
    () => safeVerifySync({ method: 'POST', url, headers, body: message.body }, options).ok,
    () => theirs({ headers, body: message.body, secret: sdk.secret, url }),
  ]
  for (const work of works) if ((await work()) === false) throw new Error(`${sdk.name}: refused`)
  const costs: [number[], number[]] = [[], []]
  for (let round = -3; round < rounds; round++) {
    for (const at of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const one = await cost(works[at])
      if (round >= 0) costs[at].push(one)
    }
  }
  const [ours, others] = costs.map(median)
  const ratio = ((others ?? 0) / (ours ?? 1)).toFixed(2)
  console.log(
    `${sdk.scheme.padEnd(18)} ${(ours ?? 0).toFixed(2).padStart(8)}   ${sdk.name.padEnd(26)} ${(others ?? 0).toFixed(2).padStart(8)}   × ${ratio}`,
  )
}
