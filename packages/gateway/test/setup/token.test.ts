import { describe, expect, it } from 'vitest'
import { createDestination } from '../../src/setup/destination.ts'
import { createToken, deleteToken, hashToken, makeToken } from '../../src/setup/token.ts'
import { app, stage } from './stage.ts'
import { codeOf, context } from './standing.ts'

describe('a token', () => {
  it('has a name of its own, and is kept as its hash', () => {
    const made = stage()
    made.run(createToken, { name: 'ops', scope: 'read', text: 'cst_text' })
    expect(made.now.token('ops')?.hash).toEqual(hashToken('cst_text'))
    expect(codeOf(() => made.run(createToken, { name: 'ops', scope: 'read', text: 'x' }))).toBe(
      'ERR_CONFLICT',
    )
    made.run(deleteToken, { token: 'ops' })
    expect(codeOf(() => made.run(deleteToken, { token: 'ops' }))).toBe('ERR_NOT_FOUND')
  })

  it('has an id of other bytes than secrets are made of', () => {
    const asked: string[] = []
    const from = (which: string) => (bytes: number) => {
      asked.push(which)
      return new Uint8Array(bytes)
    }
    const given = { ...context(), random: from('secret'), idBytes: from('id') }
    const text = makeToken(given)
    createToken(stage().now, { name: 'ops', scope: 'read', text }, given)
    expect(asked).toEqual(['secret', 'id'])
  })

  it('pulls from destinations of kind pull alone, by their ids', () => {
    const made = stage()
    const token = (destinations: string[]) => ({ name: 'p', scope: 'pull' as const, text: 'x', destinations })
    expect(codeOf(() => made.run(createToken, token(['app'])))).toBe('ERR_DESTINATION_KIND')
    expect(codeOf(() => made.run(createToken, token(['none'])))).toBe('ERR_NOT_FOUND')
    made.run(createDestination, { ...app, name: 'queue', kind: 'pull', beside: {} })
    made.run(createToken, token(['queue', 'queue']))
    expect(made.now.token('p')?.destinations).toEqual([made.now.destination('queue')?.id])
  })
})
