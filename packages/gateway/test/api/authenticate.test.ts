import { describe, expect, it } from 'vitest'
import { createAuthenticate, hashToken } from '../../src/api/authenticate.ts'
import { Problem } from '../../src/api/problem.ts'
import { createSignIn } from '../../src/api/sign-in.ts'
import type { Token } from '../../src/model/token.ts'

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
  const signIn = createSignIn('the-admin-token-of-this-gateway', () => now)
  const authenticate = createAuthenticate({
    adminToken: 'the-admin-token-of-this-gateway',
    tokens: () => [token('reader', 'read'), token('short', 'publish', 2000)],
    sessions: signIn,
    now: () => now,
  })
  const bearer = (authorization: string | undefined) =>
    authenticate(authorization === undefined ? {} : { authorization })

  it('knows the operator and the tokens, and what they may do', () => {
    expect(bearer('Bearer the-admin-token-of-this-gateway')).toEqual({
      name: 'admin',
      scope: 'operator',
    })
    expect(bearer('bearer reader')).toEqual({ name: 'reader', scope: 'read' })
  })

  it('lets a token end at its time', () => {
    expect(bearer('Bearer short').scope).toBe('publish')
    now = 2000
    expect(() => bearer('Bearer short')).toThrow(Problem)
  })

  it('refuses all else with a code', () => {
    const code = (header: string | undefined): unknown => {
      try {
        return bearer(header)
      } catch (error) {
        return error instanceof Problem ? error.code : error
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
      expect(code(header)).toBe('ERR_TOKEN_MISSING')
    }
    for (const header of ['Bearer Reader', 'Bearer reader.', 'Bearer x'])
      expect(code(header)).toBe('ERR_TOKEN_UNKNOWN')
  })

  it('takes a session of the console in requests of its own pages alone', () => {
    const { code } = signIn.createCode()
    expect(signIn.open(`${code}x`)).toBeNull()
    const session = signIn.open(code)?.session ?? ''
    expect(signIn.open(code)).toBeNull()
    expect(signIn.open(session)).toBeNull()
    expect(signIn.holds(code)).toBe(false)
    const cookie = `a=b; countersign_session=${session}`
    const host = '127.0.0.1:10007'
    expect(authenticate({ cookie, host }).scope).toBe('operator')
    const own = { cookie, host, 'sec-fetch-site': 'same-origin', origin: `http://${host}` }
    expect(authenticate(own).scope).toBe('operator')
    for (const foreign of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'http://evil.example' },
      { origin: 'null' },
      { authorization: 'Bearer wrong' },
      { cookie: `countersign_session=${session}x` },
    ]) {
      expect(() => authenticate({ ...own, ...foreign }), JSON.stringify(foreign)).toThrow(Problem)
    }
    now += 13 * 3_600_000
    expect(() => authenticate(own)).toThrow(Problem)
    const late = signIn.createCode()
    now += 11 * 60_000
    expect(signIn.open(late.code)).toBeNull()
  })

  it('opens by a link once, whatever restarts meanwhile, and keeps the session', () => {
    const { code } = signIn.createCode()
    const session = signIn.open(code)?.session ?? ''
    const restarted = createSignIn('the-admin-token-of-this-gateway', () => now)
    expect(restarted.open(code)).toBeNull()
    expect(restarted.holds(session)).toBe(true)
  })

  it('ends every session with the operator’s token', () => {
    const session = signIn.open(signIn.createCode().code)?.session ?? ''
    expect(signIn.holds(session)).toBe(true)
    expect(createSignIn('another-admin-token-of-this', () => now).holds(session)).toBe(false)
  })
})
