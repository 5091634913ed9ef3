import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { SearchLine } from '../../src/api/operations/search.ts'
import { runCommand, type StartedGateway, startGateway } from '../harness/start-gateway.ts'

// Bodies are looked through as a stream of lines, which ends with who asked; and few at once.

let gateway: StartedGateway
const secretWord = 'unheard-of-word'

beforeAll(async () => {
  gateway = await startGateway()
  for (const name of ['one', 'two']) await gateway.api('POST', '/sources', { name, scheme: 'publish' })
  for (let n = 0; n < 12; n++)
    await gateway.api('POST', '/events', {
      source: n % 2 === 0 ? 'one' : 'two',
      type: 'order',
      data: { order: 10_000 + n, note: n === 5 ? secretWord : '<script>' },
    })
})
afterAll(async () => gateway.remove())

async function search(body: object, headers?: Record<string, string>): Promise<SearchLine[]> {
  const answer = await gateway.api('POST', '/events/search', body, headers)
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    'application/x-ndjson; charset=utf-8',
  ])
  const lines = answer.bytes.toString().trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as SearchLine)
}

const hits = (lines: readonly SearchLine[]) =>
  lines.flatMap((line) => (line.kind === 'hit' ? [line.event] : []))

describe('a search', () => {
  it('finds events by what stands in their bodies, says how far it is, and ends', async () => {
    const lines = await search({ text: '"order":1000' })
    expect(hits(lines)).toHaveLength(10)
    expect(lines.at(-2)).toMatchObject({ kind: 'progress', looked: 12, of: 12 })
    expect(lines.at(-1)).toEqual({ kind: 'end', reason: 'all', next: null })
    expect(hits(await search({ text: secretWord }))).toMatchObject([{ source: 'two', type: 'order' }])
    expect(hits(await search({ text: 'order', source: 'two' }))).toHaveLength(6)
    expect(hits(await search({ text: 'nothing like it' }))).toEqual([])
  })

  it('goes on where its limit ended it', async () => {
    const first = await search({ text: 'order', limit: 5 })
    const end = first.at(-1)
    expect(end).toMatchObject({ kind: 'end', reason: 'limit' })
    const before = end?.kind === 'end' ? end.next : null
    const second = await search({ text: 'order', limit: 100, before })
    const ids = [...hits(first), ...hits(second)].map(({ id }) => id)
    expect([hits(first).length, new Set(ids).size]).toEqual([5, 12])
  })

  it('shows a token that is limited its own sources alone', async () => {
    const { body } = await gateway.api('POST', '/tokens', { name: 'one', scope: 'read', sources: ['one'] })
    const one = { authorization: `Bearer ${body.token}` }
    expect(hits(await search({ text: 'order' }, one))).toHaveLength(6)
    expect(hits(await search({ text: secretWord }, one))).toEqual([])
    expect((await gateway.api('POST', '/events/search', { text: 'a', source: 'two' }, one)).status).toBe(404)
  })

  it('has its place until who asked goes away, and others are told to wait', async () => {
    // Answers that nobody reads to their end would hold it; so each goes away.
    const ask = async (signal: AbortSignal) =>
      await fetch(`${gateway.url}/api/v1/events/search`, {
        method: 'POST',
        headers: { authorization: `Bearer ${gateway.token}`, 'content-type': 'application/json' },
        body: JSON.stringify({ text: 'order' }),
        signal,
      })
    const leave = new AbortController()
    const crowd = await Promise.allSettled(Array.from({ length: 30 }, () => ask(leave.signal)))
    const statuses = crowd.map((each) => (each.status === 'fulfilled' ? each.value.status : 0))
    expect(statuses).toContain(429)
    expect(statuses).toContain(200)
    leave.abort()
    const again = await vi.waitFor(
      async () => {
        const answer = await ask(AbortSignal.timeout(5000))
        expect(answer.status).toBe(200)
        return answer
      },
      { timeout: 10_000 },
    )
    // Read to its end, it gives its place back.
    expect(await again.text()).toContain('"kind":"end"')
  })

  it('is run by the command line, which prints what it finds as it comes', async () => {
    const run = (...args: string[]) =>
      runCommand(['event', 'search', ...args, '--gateway', gateway.url], {
        env: { COUNTERSIGN_TOKEN: gateway.token },
      })
    const found = await run(secretWord)
    expect([found.code, found.stdout.trim().split('\n').length]).toEqual([0, 1])
    expect(found.stdout).toMatch(/^evt_\w+ {2}20\S+ {2}two {2}order {2}\d+ bytes\n$/)
    const json = await run('order', '--limit', '2', '--json')
    expect(
      json.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).kind)
        // How far it has come is told where it takes a while.
        .filter((kind) => kind !== 'progress'),
    ).toEqual(['hit', 'hit', 'end'])
    expect((await run('order', '--limit', '2')).stderr).toMatch(/more: --before evt_/)
  })

  it('leaves what was searched for in no log, no audit and no error', async () => {
    const refused = await gateway.api('POST', '/events/search', { text: secretWord, limit: 0 })
    expect([refused.status, JSON.stringify(refused.body).includes(secretWord)]).toEqual([400, false])
    await search({ text: secretWord })
    expect(JSON.stringify((await gateway.api('GET', '/audit?limit=200')).body)).not.toContain(secretWord)
    // Nothing is logged behind its end.
    await gateway.stop()
    const { stdout, stderr } = gateway.output()
    expect(stdout + stderr).not.toContain(secretWord)
  })
})
