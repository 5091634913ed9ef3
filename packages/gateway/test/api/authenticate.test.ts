import { describe, expect, it } from 'vitest'
import { createAuthenticate } from '../../src/api/http/authenticate.ts'
import { createSignIn } from '../../src/api/http/sign-in.ts'
import type { SignInStore } from '../../src/journal/port/sign-ins.ts'
import { Refusal } from '../../src/model/refusal.ts'
import type { KeptSignIn } from '../../src/model/sign-in.ts'
import type { Token } from '../../src/model/token.ts'
import { hashToken } from '../../src/setup/token.ts'

const token = (text: string, scope: Token['scope'], expiresAt: number | null = null): Token => ({
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
  const holds = (hash: string, use: string): boolean => {
    const one = kept.get(hash)
    return one !== undefined && one.use === use && one.expiresAt > now
  }
  const store: SignInStore = {
    keepSignIn: async (one) => void kept.set(one.hash, one),
    signIn: async (hash, use) => (holds(hash, use) ? { person: null } : null),
    endSignIn: async (hash, use) => (holds(hash, use) && kept.delete(hash) ? { person: null } : null),
  }
  const signIn = createSignIn('the-admin-token-of-this-gateway', store, () => now)
  const authenticate = createAuthenticate({
    adminToken: 'the-admin-token-of-this-gateway',
    tokens: () => [token('reader', 'read'), token('short', 'publish', 2000)],
    sessions: signIn,
    now: () => now,
  })
  const bearer = (authorization: string | undefined) =>
    authenticate(authorization === undefined ? {} : { authorization })

  it('knows the operator and the tokens, and what they may do', async () => {
    expect(await bearer('Bearer the-admin-token-of-this-gateway')).toEqual({
      name: 'admin',
      scope: 'operator',
    })
    expect(await bearer('bearer reader')).toEqual({ name: 'reader', scope: 'read' })
  })

  it('lets a token end at its time', async () => {
    expect((await bearer('Bearer short')).scope).toBe('publish')
    now = 2000
    await expect(bearer('Bearer short')).rejects.toThrow(Refusal)
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
    const { code } = await signIn.createCode()
    expect(await signIn.open(`${code}x`)).toBeNull()
    const session = (await signIn.open(code))?.session ?? ''
    expect(await signIn.open(code)).toBeNull()
    expect(await signIn.open(session)).toBeNull()
    expect(await signIn.holds(code)).toBe(false)
    // The browser sends along what another gateway on this host has given it.
    const cookie = `a=b; countersign_session_10008=${'x'.repeat(43)}; countersign_session_10007=${session}`
    const host = '127.0.0.1:10007'
    expect((await authenticate({ cookie, host })).scope).toBe('operator')
    const own = { cookie, host, 'sec-fetch-site': 'same-origin', origin: `http://${host}` }
    expect((await authenticate(own)).scope).toBe('operator')
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
    const late = await signIn.createCode()
    now += 11 * 60_000
    expect(await signIn.open(late.code)).toBeNull()
  })

  it('opens by a link once, at whatever gateway of the store, and ends a session at all', async () => {
    const { code } = await signIn.createCode()
    const other = createSignIn('the-admin-token-of-this-gateway', store, () => now)
    const opened = await Promise.all([signIn.open(code), other.open(code), signIn.open(code)])
    const [one] = opened.filter((answer) => answer !== null)
    expect(opened.filter((answer) => answer === null)).toHaveLength(2)
    expect([await signIn.holds(one?.session ?? ''), await other.holds(one?.session ?? '')]).toEqual([
      true,
      true,
    ])
    await other.end(one?.session ?? '')
    expect(await signIn.holds(one?.session ?? '')).toBe(false)
  })

  it('ends every session with the operator’s token, and keeps no text of any', async () => {
    const session = (await signIn.open((await signIn.createCode()).code))?.session ?? ''
    expect(await signIn.holds(session)).toBe(true)
    expect(await createSignIn('another-admin-token-of-this', store, () => now).holds(session)).toBe(false)
    expect(JSON.stringify([...kept])).not.toContain(session)
  })
})
