import { afterAll, beforeAll, expect, it } from 'vitest'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// Filters run on the thread that answers everybody: what one costs must not grow faster than the body that a sender
// chooses. Each of these bodies held the process for seconds.

let gateway: StartedGateway

beforeAll(async () => {
  gateway = await startGateway()
  const url = 'http://127.0.0.1:9/'
  await gateway.api('POST', '/sources', { name: 'shop', scheme: 'publish' })
  await gateway.api('POST', '/destinations', { name: 'app', url, paused: true, allowPrivate: true })
  for (const filter of [
    'json.text.contains(json.word)',
    'json.list.exists(one, one == json.big)',
    '"q" in json.ids.map(id, id)',
    'json.numbers.exists(n, json.big[n] == 1)',
  ]) {
    const made = await gateway.api('POST', '/routes', { source: 'shop', destination: 'app', filter })
    expect(made.status).toBe(201)
  }
})

afterAll(() => gateway.remove())

it('honest callers are answered beside bodies that are made to be dear', async () => {
  const n = 40_000
  const big = Object.fromEntries(Array.from({ length: n }, (_, at) => [`k${at}`, at]))
  const dear = [
    { text: 'a'.repeat(300_000), word: `${'a'.repeat(150_000)}b`, list: [], ids: [], numbers: [], big: {} },
    { text: '', word: 'b', list: Array.from({ length: n }, () => ({})), ids: [], numbers: [], big },
    { text: '', word: 'b', list: [], ids: Array.from({ length: n }, () => 'a'), numbers: [], big: {} },
    { text: '', word: 'b', list: [], ids: [], numbers: Array.from({ length: n }, (_, at) => at), big },
  ]
  const attacks = dear.map((data) =>
    gateway.api('POST', '/events', { source: 'shop', type: 'dear', data }).then(({ status }) => status),
  )
  let attacking = true
  const all = Promise.all(attacks).finally(() => {
    attacking = false
  })
  // As impatient as a provider is, and generous to a machine that is loaded.
  const patienceMs = 5_000
  let answered = 0
  while (attacking) {
    const response = await fetch(`${gateway.url}/livez`, { signal: AbortSignal.timeout(patienceMs) })
    expect(response.status).toBe(200)
    answered += 1
  }
  expect(answered).toBeGreaterThan(0)
  // All were taken in, and a new filter never costs too much for its body.
  expect(await all).toEqual(dear.map(() => 201))
  const { stdout, stderr } = gateway.output()
  expect(`${stdout}${stderr}`).not.toContain('costs more')
})
