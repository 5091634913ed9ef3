// What claiming an event costs beside a `select 1` on the same connection, in transactions of fifty, in turn.
// node --conditions=countersign-source bench/inbox.ts [ROUNDS]
import { randomBytes } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { verify, type WebhookEvent } from 'countersign'
import { claim, claimSync, inboxTable } from 'countersign/inbox'
import { stripe } from 'countersign/schemes/stripe'
import { signedRequest, testingSecretOf } from 'countersign/testing'
import pg from 'pg'
import { startServer } from '../packages/gateway/test/postgres/server.ts'

const rounds = Number(process.argv[2] ?? 40)
const each = 50
const secrets = testingSecretOf(stripe)
let number = 0

async function events(): Promise<WebhookEvent[]> {
  const made: WebhookEvent[] = []
  for (let i = 0; i < each; i++) {
    const body = { id: `evt_${++number}`, object: 'event', type: 'invoice.paid', data: { object: {} } }
    const event = await verify(await signedRequest(stripe, 'invoice.paid', { body }), {
      scheme: stripe,
      secrets,
    })
    // An application has asked for it before it claims.
    void event.dedupe
    made.push(event)
  }
  return made
}

interface Cost {
  readonly cpu: number
  readonly wall: number
}
async function cost(run: () => unknown): Promise<Cost> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await run()
  const wall = ((performance.now() - start) * 1000) / each
  const { user, system } = process.cpuUsage(cpu)
  return { cpu: (user + system) / each, wall }
}
const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** Rounds in turn, the first three of which warm up; each prints as a part of the first. */
async function compare(
  title: string,
  ways: Readonly<Record<string, () => Promise<() => unknown>>>,
): Promise<void> {
  const costs: Record<string, Cost[]> = Object.fromEntries(Object.keys(ways).map((name) => [name, []]))
  for (let round = 0; round < rounds + 3; round++) {
    const order = Object.entries(ways)
    for (const [name, prepare] of round % 2 === 0 ? order : order.toReversed()) {
      const measured = await cost(await prepare())
      if (round >= 3) costs[name]?.push(measured)
    }
  }
  const [first = []] = Object.values(costs)
  for (const [name, measured] of Object.entries(costs)) {
    const part = (of: keyof Cost): string =>
      median(measured.map((one, i) => one[of] / (first[i]?.[of] ?? Number.NaN))).toFixed(2)
    const wall = median(measured.map(({ wall }) => wall)).toFixed(1)
    const cpu = median(measured.map(({ cpu }) => cpu)).toFixed(1)
    console.log(
      `${title}, ${name}: ${wall} µs a round trip (× ${part('wall')}), ${cpu} µs of this process' CPU (× ${part('cpu')})`,
    )
  }
}

const server = await startServer()
const client = new pg.Client({ connectionString: await server.database() })
await client.connect()
await client.query(inboxTable('postgres'))
const statement = `insert into countersign_inbox as inbox (source, key, claimed_ms) values ($1, $2, $3) on conflict (source, key) do nothing`
/** In one transaction, whose beginning and end are not measured. */
const inTransaction = async (run: () => Promise<unknown>): Promise<() => Promise<unknown>> => {
  await client.query('begin')
  return run
}
const after = async (run: () => Promise<unknown>): Promise<() => Promise<unknown>> => {
  await client.query('commit').catch(() => undefined)
  return inTransaction(run)
}
await compare('PostgreSQL', {
  'select 1': () =>
    after(async () => {
      for (let i = 0; i < each; i++) await client.query('select 1', [])
    }),
  'the same insert by hand': () =>
    after(async () => {
      for (let i = 0; i < each; i++)
        await client.query(statement, ['hand', randomBytes(32).toString('hex'), Date.now()])
    }),
  'the same, prepared': () =>
    after(async () => {
      for (let i = 0; i < each; i++)
        await client.query({
          name: 'claim',
          text: statement,
          values: ['hand', randomBytes(32).toString('hex'), Date.now()],
        })
    }),
  claim: async () => {
    const claimed = await events()
    return after(async () => {
      for (const event of claimed) await claim(client, event)
    })
  },
  'a claim of what is claimed': async () => {
    const claimed = await events()
    await client.query('commit')
    for (const event of claimed) await claim(client, event)
    return inTransaction(async () => {
      for (const event of claimed) await claim(client, event)
    })
  },
})
await client.end()
await server.close()

const database = new DatabaseSync(':memory:')
database.exec(inboxTable('sqlite'))
const one = database.prepare('select 1')
await compare('node:sqlite', {
  'select 1': async () => () => {
    for (let i = 0; i < each; i++) one.get()
  },
  claim: async () => {
    const claimed = await events()
    return () => {
      for (const event of claimed) claimSync(database, event)
    }
  },
})
