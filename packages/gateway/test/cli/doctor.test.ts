import { Agent, createServer, type RequestListener, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.ts'
import { type StartedGateway, startGateway } from '../harness/start-gateway.ts'
import { cli } from './cli.ts'

let gateway: StartedGateway
const closers: (() => void)[] = []

beforeAll(async () => {
  gateway = await startGateway()
}, 60_000)

afterAll(async () => {
  for (const close of closers) close()
  await gateway.stop()
  await gateway.remove()
})

/** A proxy in front, which may do to bodies and paths what it wants; answers its address. */
async function proxy(
  does: {
    readonly body?: (body: Buffer) => Buffer
    readonly path?: (path: string) => string
    readonly mostBytes?: number
    readonly answer?: RequestListener
    /** Names itself to the gateway as the machine itself would. */
    readonly local?: true
  } = {},
): Promise<string> {
  const agent = new Agent({ keepAlive: false })
  const server = createServer((incoming, outgoing) => {
    if (does.answer !== undefined) return does.answer(incoming, outgoing)
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const came = Buffer.concat(chunks)
      if (came.length > (does.mostBytes ?? Number.POSITIVE_INFINITY)) return outgoing.writeHead(413).end()
      const body = does.body?.(came) ?? came
      const path = does.path?.(incoming.url ?? '/') ?? incoming.url ?? '/'
      const headers = { ...incoming.headers, 'content-length': String(body.length) }
      if (does.local) headers.host = new URL(gateway.url).host
      const onward = request(
        new URL(path, gateway.url),
        { agent, method: incoming.method ?? 'GET', headers },
        (answer) => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(outgoing)
        },
      )
      onward.on('error', () => outgoing.writeHead(502).end())
      onward.end(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => server.close())
  // Reached as this machine is, and no name of its own.
  return `http://0.0.0.0:${(server.address() as AddressInfo).port}`
}

async function doctor(...args: string[]): Promise<{ code: number | null; findings: Finding[] }> {
  const env = { COUNTERSIGN_DATA: gateway.data }
  const { code, stdout } = await cli(['doctor', ...args, '--json'], { env })
  return { code, findings: (JSON.parse(stdout) as { findings: Finding[] }).findings }
}

function of(findings: readonly Finding[], check: string): readonly Finding[] {
  return findings.filter((finding) => finding.check === check)
}

describe('countersign doctor', () => {
  it('finds a healthy gateway healthy, and says each with its cure where there is one', async () => {
    const { code, findings } = await doctor()
    // The temporary folder may lie in memory.
    const bad = findings.filter(({ state }) => state === 'bad').map(({ check }) => check)
    expect(bad).toEqual(bad.length > 0 ? ['fsync'] : [])
    expect(code).toBe(bad.length)
    for (const { state, cure } of findings) expect(cure === null).toBe(state === 'ok')
    expect(of(findings, 'store')[0]?.says).toMatch(/^SQLite 3\..* on the disk of the data folder\.$/)
    expect(of(findings, 'ready')).toEqual([
      { check: 'ready', state: 'ok', says: 'The gateway is ready.', cure: null },
    ])
    // No public address is set.
    const [, served] = of(findings, 'doors')
    expect(of(findings, 'doors').map(({ state }) => state)).toEqual(['warn', 'ok'])
    // The port is the one that the system has chosen.
    expect(served?.says).toContain(` on ${new URL(gateway.url).host} alone`)
  })

  it('reads well without --json, the bad first', async () => {
    const { stdout, stderr } = await cli(['doctor'], { env: { COUNTERSIGN_DATA: gateway.data } })
    expect(stdout).toMatch(/^ok {4}ready\s+The gateway is ready\.$/m)
    expect(stdout).toMatch(/\n\n\d+ bad, \d+ to look at, \d+ ok\n$/)
    expect(stderr).not.toContain(gateway.token)
  })

  it('finds nothing wrong with a way that leaves bytes alone', async () => {
    const { findings } = await doctor(await proxy())
    expect(of(findings, 'way').map(({ says }) => says)).toEqual([
      'A body of every byte arrives as it was sent.',
      'A body of 1280 KiB arrives as it was sent.',
    ])
    expect(of(findings, 'strangers')[0]?.state).toBe('ok')
  })

  it.each<[string, Parameters<typeof proxy>[0], RegExp]>([
    [
      'decodes bodies as text',
      { body: (body) => Buffer.from(body.toString('utf8')) },
      /changes bytes: 512 were sent, \d+ others arrived/,
    ],
    ['takes 1 MiB alone', { mostBytes: 1024 * 1024 }, /1280 KiB is refused on the way with 413/],
    ['cuts the path', { path: (path) => path.replace('/in', '') }, /answered 404.* and not by this gateway/],
    [
      'redirects',
      { answer: (_, response) => response.writeHead(301, { location: 'https://www.example.com/' }).end() },
      /redirects \(301\) to https:\/\/www\.example\.com\//,
    ],
    ['leads nowhere', { answer: (_, response) => response.writeHead(502).end() }, /answers 502/],
    [
      'answers 200 to all',
      { answer: (_, response) => response.writeHead(200).end('ok') },
      /answered 200.* and not by this gateway/,
    ],
  ])('names a proxy that %s', async (_name, does, says) => {
    const { code, findings } = await doctor(await proxy(does))
    expect(code).toBe(1)
    expect(of(findings, 'way').filter(({ state }) => state === 'bad')).toEqual([
      { check: 'way', state: 'bad', says: expect.stringMatching(says), cure: expect.any(String) },
    ])
  })

  it('names a proxy that lets strangers at the API', async () => {
    const { code, findings } = await doctor(await proxy({ local: true }))
    expect(code).toBe(1)
    expect(of(findings, 'strangers')[0]).toMatchObject({
      state: 'bad',
      says: expect.stringContaining('/api/v1/stats'),
    })
  })

  it('names an address that nothing answers at, and a name that leads nowhere', async () => {
    const port = new URL(await proxy()).port
    closers.pop()?.()
    const { findings } = await doctor(`http://0.0.0.0:${port}`)
    expect(of(findings, 'way')[0]?.says).toMatch(/^Nothing answers at /)
    const nowhere = await doctor('http://no-such-name.invalid')
    expect(of(nowhere.findings, 'name')[0]).toMatchObject({ check: 'name', state: 'bad' })
  })

  it('finds what is doubtful about secrets, and names none', async () => {
    await gateway.api('POST', '/sources', { name: 'weak', scheme: 'webex', secrets: ['changeme'] })
    const soon = new Date(Date.now() + 86_400_000).toISOString()
    const made = await gateway.api('POST', '/sources', {
      name: 'ending',
      scheme: 'webex',
      secrets: ['a secret of more than sixteen bytes'],
    })
    expect(made.status).toBe(201)
    const [secret] = made.body.secrets
    expect(
      (await gateway.api('PATCH', `/sources/ending/secrets/${secret.id}`, { expiresAt: soon })).status,
    ).toBe(200)
    const { findings } = await doctor()
    const says = of(findings, 'secrets').map((finding) => finding.says)
    expect(says).toEqual([
      expect.stringMatching(/^Source weak: sec_\w+: The secret has 8 bytes/),
      expect.stringMatching(/^Source weak: sec_\w+: The secret looks like a placeholder/),
      expect.stringMatching(/^Source ending: its last secret ends at .*, with none to follow\.$/),
    ])
    expect(JSON.stringify(findings)).not.toContain('changeme')
  })

  it('says what is missing where there is no gateway, and goes the way all the same', async () => {
    const env = { COUNTERSIGN_DATA: '/nonexistent' }
    const without = await cli(['doctor'], { env })
    expect(without.code).toBe(78)
    expect(without.stderr).toContain('no gateway is known')
    const { code, stdout } = await cli(['doctor', await proxy(), '--json'], { env })
    expect(code).toBe(1)
    const { findings } = JSON.parse(stdout) as { findings: Finding[] }
    expect(of(findings, 'gateway')[0]?.says).toContain('no gateway is known')
    expect(of(findings, 'strangers')[0]?.state).toBe('ok')
  })

  it('is given the address of a source, and says which one it wants', async () => {
    const { code, stderr } = await cli(['doctor', 'https://hooks.example.com/in/shop'], {})
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/before \/in\/.*: https:\/\/hooks\.example\.com$/m),
    ])
  })
})
