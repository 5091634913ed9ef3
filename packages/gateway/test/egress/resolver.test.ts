import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { candidates, parseResolvConf } from '../../src/egress/resolv-conf.ts'
import { createResolver, type ResolverOptions } from '../../src/egress/resolver.ts'
import { type NameServer, startNameServer, type Zone } from './name-server.ts'

let folder = ''
const opened: NameServer[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-resolver-'))
})
afterEach(async () => {
  for (const server of opened.splice(0)) await server.close()
  rmSync(folder, { recursive: true })
})

async function serving(zones: Readonly<Record<string, Zone>>): Promise<NameServer> {
  const server = await startNameServer(zones)
  opened.push(server)
  return server
}

/** A resolver whose hosts file and resolv.conf are this test’s. */
function resolverOf(
  server: NameServer,
  { conf = '', ...more }: Partial<ResolverOptions> & { conf?: string } = {},
): (name: string) => Promise<string> {
  writeFileSync(join(folder, 'resolv.conf'), `search\nnameserver ${server.address}\n${conf}`)
  const resolve = createResolver({
    by: 'dns',
    hostsFile: join(folder, 'hosts'),
    resolvConf: join(folder, 'resolv.conf'),
    ...more,
  })
  return (name) =>
    resolve(name).then(
      (found) => found.map(({ address, family }) => `${address}/${family}`).join(' '),
      (error) => `${error.name} ${error.code}`,
    )
}

const six = '2001:db8:0:0:0:0:0:1'

describe('a name', () => {
  it('has the addresses of both families, IPv6 first and in turn', async () => {
    const server = await serving({ 'both.example': { a: ['192.0.2.1', '192.0.2.2'], aaaa: [six] } })
    expect(await resolverOf(server)('both.example')).toBe('2001:db8::1/6 192.0.2.1/4 192.0.2.2/4')
  })

  it('is followed through CNAMEs, and by TCP where an answer is cut off', async () => {
    const server = await serving({
      'a.example': { cname: 'b.example' },
      'b.example': { a: ['192.0.2.3'] },
      'long.example': { a: ['192.0.2.4'], truncated: true },
    })
    const resolve = resolverOf(server)
    expect(await resolve('A.Example')).toBe('192.0.2.3/4')
    expect(await resolve('long.example')).toBe('192.0.2.4/4')
    expect(server.asked).toContain('tcp A long.example')
  })

  it('that one family hangs for has the other’s addresses', async () => {
    const server = await serving({ 'half.example': { a: ['192.0.2.5'], hangs: 'aaaa' } })
    expect(await resolverOf(server)('half.example')).toBe('192.0.2.5/4')
  })

  it('that is not there, or that nobody knows of, is said to be so', async () => {
    const server = await serving({ 'empty.example': {}, 'broken.example': { fails: true } })
    const resolve = resolverOf(server)
    expect(await resolve('none.example')).toBe('LookUpFailed ENOTFOUND')
    expect(await resolve('empty.example')).toBe('LookUpFailed ENOTFOUND')
    expect(await resolve('broken.example')).toBe('LookUpFailed ESERVFAIL')
  })

  it('that hangs ends in its time and holds up no other', async () => {
    const hanging = Object.fromEntries(
      Array.from({ length: 12 }, (_, n) => [`hang-${n}.example`, { hangs: 'all' as const }]),
    )
    const server = await serving({ ...hanging, 'good.example': { a: ['192.0.2.6'] } })
    // Its own patience alone would be a minute.
    const resolve = resolverOf(server, { longestMs: 1_500, conf: 'options timeout:5 attempts:9\n' })
    const ended: string[] = []
    const waiting = Object.keys(hanging).map(async (name) => ended.push(await resolve(name)))
    expect(await resolve('good.example')).toBe('192.0.2.6/4')
    expect(ended).toEqual([])
    await Promise.all(waiting)
    expect(new Set(ended)).toEqual(new Set(['LookUpFailed ETIMEOUT']))
  })
})

describe('an answer', () => {
  it('is asked for once by all that wait, and again when its time is over', async () => {
    let now = 1_000
    const server = await serving({ 'ttl.example': { a: ['192.0.2.1'], ttl: 7 } })
    const resolve = resolverOf(server, { now: () => now })
    const asked = (): number => server.asked.filter((one) => one === 'A ttl.example').length
    expect(await Promise.all([resolve('ttl.example'), resolve('ttl.example')])).toEqual([
      '192.0.2.1/4',
      '192.0.2.1/4',
    ])
    expect(asked()).toBe(1)
    server.zones.set('ttl.example', { a: ['192.0.2.9'], ttl: 0 })
    now += 6_999
    expect(await resolve('ttl.example')).toBe('192.0.2.1/4')
    now += 2
    expect(await resolve('ttl.example')).toBe('192.0.2.9/4')
    expect(asked()).toBe(2)
    // Good for no time at all.
    expect(await resolve('ttl.example')).toBe('192.0.2.9/4')
    expect(asked()).toBe(3)
  })

  it('is good for the shortest time on its way, and for minutes at most', async () => {
    let now = 0
    const server = await serving({
      'alias.example': { cname: 'far.example', ttl: 3 },
      'far.example': { a: ['192.0.2.1'], ttl: 900 },
      'day.example': { a: ['192.0.2.1'], ttl: 86_400 },
    })
    const resolve = resolverOf(server, { now: () => now })
    await resolve('alias.example')
    await resolve('day.example')
    server.zones.set('far.example', { a: ['192.0.2.2'] })
    server.zones.set('day.example', { a: ['192.0.2.2'] })
    now = 3_001
    expect(await resolve('alias.example')).toBe('192.0.2.2/4')
    expect(await resolve('day.example')).toBe('192.0.2.1/4')
    now = 300_001
    expect(await resolve('day.example')).toBe('192.0.2.2/4')
  })

  it('that there is none is remembered briefly', async () => {
    let now = 0
    const server = await serving({})
    const resolve = resolverOf(server, { now: () => now })
    expect(await resolve('new.example')).toBe('LookUpFailed ENOTFOUND')
    server.zones.set('new.example', { a: ['192.0.2.1'] })
    expect(await resolve('new.example')).toBe('LookUpFailed ENOTFOUND')
    now = 5_001
    expect(await resolve('new.example')).toBe('192.0.2.1/4')
  })
})

describe('files of the system', () => {
  it('the hosts file comes first, and is read again when it has changed', async () => {
    const server = await serving({ 'app.example': { a: ['192.0.2.1'] } })
    const resolve = resolverOf(server)
    expect(await resolve('app.example')).toBe('192.0.2.1/4')
    const hosts = join(folder, 'hosts')
    writeFileSync(
      hosts,
      '10.0.0.1 App.example other # app.example\n# 10.0.0.9 app.example\n::2 app.example.\n',
    )
    writeFileSync(`${hosts}.new`, '10.0.0.2 app.example\n::1 app.example\n')
    expect(await resolve('app.example')).toBe('10.0.0.1/4')
    expect(await resolve('APP.example.')).toBe('10.0.0.1/4')
    renameSync(`${hosts}.new`, hosts)
    expect(await resolve('app.example')).toBe('10.0.0.2/4 ::1/6')
    rmSync(hosts)
    expect(await resolve('app.example')).toBe('192.0.2.1/4')
  })

  it('localhost is here, whoever is asked', async () => {
    const server = await serving({ localhost: { a: ['192.0.2.1'] } })
    const resolve = resolverOf(server)
    expect(await resolve('localhost')).toBe('127.0.0.1/4 ::1/6')
    expect(await resolve('app.localhost.')).toBe('127.0.0.1/4 ::1/6')
    expect(server.asked).toEqual([])
  })

  it('a short name is searched for in the domains of resolv.conf, as ndots says', async () => {
    const server = await serving({
      'app.two.example': { a: ['192.0.2.1'] },
      'a.b.one.example': { a: ['192.0.2.2'] },
      'a.b': { a: ['192.0.2.3'] },
      'bad.one.example': { fails: true },
      'bad.two.example': { a: ['192.0.2.4'] },
    })
    const resolve = resolverOf(server, {
      conf: 'search one.example two.example.\noptions ndots:2 timeout:1\n',
    })
    expect(await resolve('app')).toBe('192.0.2.1/4')
    expect(await resolve('a.b')).toBe('192.0.2.2/4')
    expect(await resolve('a.b.')).toBe('192.0.2.3/4')
    expect(await resolve('bad')).toBe('192.0.2.4/4')
    expect(server.asked.filter((one) => one.startsWith('A '))).toEqual([
      'A app.one.example',
      'A app.two.example',
      'A a.b.one.example',
      'A a.b',
      'A bad.one.example',
      'A bad.two.example',
    ])
  })

  it('resolv.conf is read as the C library reads it', () => {
    expect(
      parseResolvConf(
        '; a comment\n # another\nnameserver 192.0.2.1\nnameserver nonsense\nnameserver 2001:db8::1\nnameserver 192.0.2.2\n' +
          'nameserver 192.0.2.3\ndomain first.example\nsearch .one.example two.example. .\noptions ndots:99 timeout:3 rotate attempts:1\n',
      ),
    ).toEqual({
      nameservers: ['192.0.2.1', '2001:db8::1', '192.0.2.2'],
      search: ['one.example', 'two.example'],
      ndots: 15,
      timeoutMs: 3_000,
      attempts: 1,
    })
    expect(parseResolvConf('')).toEqual({
      ...{ nameservers: [], search: null, ndots: 1, timeoutMs: null, attempts: null },
    })
    expect(candidates('a', ['x.example'], 1)).toEqual(['a.x.example', 'a'])
    expect(candidates('a.b', ['x.example'], 1)).toEqual(['a.b', 'a.b.x.example'])
    expect(candidates('a.', ['x.example'], 1)).toEqual(['a'])
  })
})

it('the system’s own resolver can be had', async () => {
  const resolve = createResolver({ by: 'system' })
  expect((await resolve('localhost')).map(({ address }) => address)).toContain('127.0.0.1')
})

it('name servers can be named', async () => {
  const [ignored, server] = [await serving({}), await serving({ 'x.example': { a: ['192.0.2.8'] } })]
  expect(await resolverOf(ignored, { by: [server.address] })('x.example')).toBe('192.0.2.8/4')
  expect(ignored.asked).toEqual([])
})
