import { describe, expect, it } from 'vitest'
import { createAuthenticate } from '../../src/api/http/authenticate.ts'
import { createSignIn, type SignIn } from '../../src/api/http/sign-in.ts'
import type { Acting } from '../../src/journal/port/audit.ts'
import { ownAct } from '../../src/model/act.ts'
import { admin, isOperator } from '../../src/model/identity.ts'
import { type Scope, scopes } from '../../src/model/permission.ts'
import type { Person } from '../../src/model/person.ts'
import { Refusal } from '../../src/model/refusal.ts'
import type { HeldSignIn, KeptSignIn } from '../../src/model/sign-in.ts'
import type { Token } from '../../src/model/token.ts'
import { hashToken } from '../../src/setup/token.ts'

const token = (text: string, scope: Scope, expiresAt: number | null = null): Token => ({
  id: `tok_${text}`,
  name: text,
  hash: hashToken(text),
  scope,
  createdAt: 0,
  expiresAt,
})

describe('authenticate', () => {
  let now = 1000
  const kept = new Map<string, KeptSignIn>()
  const stands = (hash: string, use: string): boolean => {
    const one = kept.get(hash)
    return one !== undefined && one.use === use && one.expiresAt > now
  }
  const people = new Map<string, Person>()
  const held = (hash: string, use: string): HeldSignIn | null => {
    if (!stands(hash, use)) return null
    const id = kept.get(hash)?.person ?? null
    return { person: id === null ? null : (people.get(id) ?? null) }
  }
  const end = (hash: string, use: string): HeldSignIn | null => {
    const was = held(hash, use)
    if (was !== null) kept.delete(hash)
    return was
  }
  const acts: string[] = []
  const store: Parameters<typeof createSignIn>[1] = {
    by: ({ by, operation }) => {
      const keepSignIn = async (one: KeptSignIn): Promise<void> => {
        acts.push(`${by.kind} ${operation}`)
        kept.set(one.hash, one)
      }
      const endSignIn = async (hash: string, use: string): Promise<HeldSignIn | null> => {
        acts.push(`${by.kind} ${operation}`)
        return end(hash, use)
      }
      return { keepSignIn, endSignIn } as unknown as Acting
    },
    signIns: async (hashes, use) => {
      lookUps.push(hashes.length)
      return new Map(
        hashes.flatMap((hash) => {
          const one = held(hash, use)
          return one === null ? [] : [[hash, one] as const]
        }),
      )
    },
    endSignIn: async (hash, use) => end(hash, use),
  }
  const lookUps: number[] = []
  const holds = async (at: SignIn, session: string | undefined) =>
    (await at.held([session ?? ''])).get(session ?? '') ?? null
  const createCode = (of: SignIn, person: string | null = null) =>
    of.createCode(person, ownAct('createSignIn', '/'))
  const signIn = createSignIn('the-admin-token-of-this-gateway', store, () => now)
  const used: [id: string, at: number][] = []
  const authenticate = createAuthenticate({
    adminToken: 'the-admin-token-of-this-gateway',
    tokens: () => [token('reader', 'read'), token('short', 'publish', 2000)],
    sessions: signIn,
    used: (id, at) => used.push([id, at]),
    now: () => now,
  })
  const bearer = (authorization: string | undefined) =>
    authenticate(authorization === undefined ? {} : { authorization })

  it('knows the operator and the tokens, and what they may do', async () => {
    expect(await bearer('Bearer the-admin-token-of-this-gateway')).toEqual(admin)
    expect(await bearer('bearer reader')).toEqual({
      name: 'reader',
      by: { kind: 'token', id: 'tok_reader' },
      may: { actions: scopes.read },
    })
    expect(used).toEqual([['tok_reader', 1000]])
  })

  it('lets a token end at its time', async () => {
    expect([...(await bearer('Bearer short')).may.actions]).toEqual(['events.publish'])
    now = 2000
    await expect(bearer('Bearer short')).rejects.toMatchObject({ code: 'ERR_TOKEN_EXPIRED' })
  })

  it('refuses all else with a code', async () => {
    const code = async (header: string | undefined): Promise<unknown> => {
      try {
        return await bearer(header)
      } catch (error) {
        return error instanceof Refusal ? error.code : error
      }
    }
    for (const header of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      'Basic reader',
      'reader',
      'Bearer a b',
      `Bearer ${'x'.repeat(600)}`,
    ]) {
      expect(await code(header)).toBe('ERR_TOKEN_MISSING')
    }
    for (const header of ['Bearer Reader', 'Bearer reader.', 'Bearer x'])
      expect(await code(header)).toBe('ERR_TOKEN_UNKNOWN')
  })

  it('takes a session of the console in requests of its own pages alone', async () => {
    const { code } = await createCode(signIn)
    expect(await signIn.open(`${code}x`)).toBeNull()
    const session = (await signIn.open(code))?.session ?? ''
    expect(await signIn.open(code)).toBeNull()
    expect(await signIn.open(session)).toBeNull()
    expect(await holds(signIn, code)).toBeNull()
    // The browser sends along what another gateway on this host has given it.
    const cookie = `a=b; countersign_session_10008=${'x'.repeat(43)}; countersign_session_10007=${session}`
    const host = '127.0.0.1:10007'
    expect(isOperator(await authenticate({ cookie, host }))).toBe(true)
    // However many it sends along, they cost one look-up, and no more than eight are looked for.
    lookUps.length = 0
    const text = (at: number): string => String(at).padStart(43, 'x')
    const many = Array.from({ length: 30 }, (_, at) => `countersign_session_${at}=${text(at)}`)
    const crowded = [...many.slice(0, 7), `countersign_session_10007=${session}`, ...many].join('; ')
    expect(isOperator(await authenticate({ cookie: crowded, host }))).toBe(true)
    expect(lookUps).toEqual([8])
    await expect(authenticate({ cookie: many.join('; '), host })).rejects.toThrow(Refusal)
    await expect(authenticate({ cookie: 'countersign_session_1=a', host })).rejects.toThrow(Refusal)
    expect(lookUps).toEqual([8, 8])
    const own = { cookie, host, 'sec-fetch-site': 'same-origin', origin: `http://${host}` }
    expect(isOperator(await authenticate(own))).toBe(true)
    for (const foreign of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { authorization: 'Bearer wrong' },
      { cookie: `countersign_session_10007=${session}x` },
      { cookie: `countersign_session_x=${session}` },
    ]) {
      await expect(authenticate({ ...own, ...foreign }), JSON.stringify(foreign)).rejects.toThrow(Refusal)
    }
    now += 13 * 3_600_000
    await expect(authenticate(own)).rejects.toThrow(Refusal)
    const late = await createCode(signIn)
    now += 11 * 60_000
    expect(await signIn.open(late.code)).toBeNull()
  })

  it('opens by a link once, at whatever gateway of the store, and ends a session at all', async () => {
    const { code } = await createCode(signIn)
    const other = createSignIn('the-admin-token-of-this-gateway', store, () => now)
    const opened = await Promise.all([signIn.open(code), other.open(code), signIn.open(code)])
    const [one] = opened.filter((answer) => answer !== null)
    expect(opened.filter((answer) => answer === null)).toHaveLength(2)
    expect([await holds(signIn, one?.session), await holds(other, one?.session)]).toEqual([
      { person: null },
      { person: null },
    ])
    await other.end(one?.session ?? '')
    expect(await holds(signIn, one?.session)).toBeNull()
  })

  it('ends every session with the operator’s token, and keeps no text of any', async () => {
    const session = (await signIn.open((await createCode(signIn)).code))?.session ?? ''
    expect(await holds(signIn, session)).toEqual({ person: null })
    const another = createSignIn('another-admin-token-of-this', store, () => now)
    expect(await holds(another, session)).toBeNull()
    expect(JSON.stringify([...kept])).not.toContain(session)
  })

  it('finds a token among many thousands, by its hash alone', async () => {
    const many = Array.from({ length: 20_000 }, (_, at) => token(`t${at}`, 'read'))
    let asked = 0
    const among = createAuthenticate({
      adminToken: 'the-admin-token-of-this-gateway',
      tokens: () => {
        asked += 1
        return many
      },
      sessions: signIn,
      used: () => undefined,
      now: () => now,
    })
    for (const name of ['t0', 't12345', 't19999'])
      expect((await among({ authorization: `Bearer ${name}` })).name).toBe(name)
    await expect(among({ authorization: 'Bearer t20000' })).rejects.toThrow(Refusal)
    expect(asked).toBe(4)
  })

  it('signs a person in with what their role allows, and tells the audit who it was', async () => {
    people.set('per_1', { id: 'per_1', name: 'ada', role: 'read', createdAt: 0 })
    acts.length = 0
    const opened = await signIn.open((await createCode(signIn, 'per_1')).code)
    expect(acts).toEqual(['gateway createSignIn', 'person signIn'])
    const cookie = `countersign_session_10007=${opened?.session}`
    expect(await authenticate({ cookie, host: '127.0.0.1:10007' })).toEqual({
      name: 'ada',
      by: { kind: 'person', id: 'per_1' },
      may: { actions: scopes.read },
    })
    for (const _ of [1, 2]) await signIn.end(opened?.session ?? '')
    expect(acts.slice(2)).toEqual(['person signOut'])
  })
})
