import { describe, expect, it } from 'vitest'
import { createAuthenticate, hashToken } from '../../src/api/authenticate.ts'
import { Problem } from '../../src/api/problem.ts'
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
  const authenticate = createAuthenticate({
    adminToken: 'the-admin-token-of-this-gateway',
    tokens: () => [token('reader', 'read'), token('short', 'publish', 2000)],
    now: () => now,
  })

  it('knows the operator and the tokens, and what they may do', () => {
    expect(authenticate('Bearer the-admin-token-of-this-gateway')).toEqual({
      name: 'admin',
      scope: 'operator',
    })
    expect(authenticate('bearer reader')).toEqual({ name: 'reader', scope: 'read' })
  })

  it('lets a token end at its time', () => {
    expect(authenticate('Bearer short').scope).toBe('publish')
    now = 2000
    expect(() => authenticate('Bearer short')).toThrow(Problem)
  })

  it('refuses all else with a code', () => {
    const code = (header: string | undefined): unknown => {
      try {
        return authenticate(header)
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
})
