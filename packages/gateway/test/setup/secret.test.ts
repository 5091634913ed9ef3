import { describe, expect, it } from 'vitest'
import { createDestination } from '../../src/setup/destination.ts'
import { addSecret, endSecret, revokeSecret, secretFor } from '../../src/setup/secret.ts'
import { createSource } from '../../src/setup/source.ts'
import { app, given, stage } from './stage.ts'
import { codeOf, noon, Stage } from './standing.ts'

describe('a secret', () => {
  const ofApp = { noun: 'destination', owner: 'app' } as const
  const ofSource = { noun: 'source', owner: 'in' } as const

  it('is added beside the others, which end later in a rotation', () => {
    const made = stage()
    const { id = '' } = made.now.source('in') ?? {}
    const [first] = made.now.secretsOf(id)
    made.run(addSecret, { ...ofSource, ...given('another-webex-secret'), expireOthersAfterSeconds: 60 })
    const ends = made.now.secretsOf(id).map((one) => [one.id === first?.id, one.expiresAt])
    expect(Object.fromEntries(ends)).toEqual({ true: noon + 60_000, false: null })
  })

  it('is made for a destination, and is the provider’s of a source', () => {
    const made = stage()
    expect(secretFor(made.now, ofApp, made.context)).toMatch(/^whsec_/)
    expect(codeOf(() => secretFor(made.now, ofSource, made.context))).toBe('ERR_INPUT')
    made.run(createSource, { name: 'own', scheme: 'publish', secrets: [], unsigned: false })
    const ofOwn = { noun: 'source', owner: 'own' } as const
    expect(codeOf(() => secretFor(made.now, ofOwn, made.context))).toBe('ERR_SECRET_NOT_WANTED')
    expect(codeOf(() => made.run(addSecret, { ...ofOwn, ...given('x'.repeat(20)) }))).toBe(
      'ERR_SECRET_NOT_WANTED',
    )
  })

  it('signs for what was unsigned', () => {
    const made = new Stage()
    made.run(createDestination, { ...app, secret: null, unsigned: true })
    made.run(addSecret, { ...ofApp, ...given(`whsec_${'Q'.repeat(43)}=`) })
    expect(made.now.destination('app')?.unsigned).toBe(false)
  })

  it('ends and is revoked, but the last one of a destination is not', () => {
    const made = stage()
    const secretOf = (owner = '') => made.now.secretsOf(owner)[0]?.id ?? ''
    const source = secretOf(made.now.source('in')?.id)
    const destination = secretOf(made.now.destination('app')?.id)
    made.run(endSecret, { ...ofSource, secret: source, expiresAt: noon })
    expect([...made.configuration.secrets][0]?.expiresAt).toBe(noon)
    expect(codeOf(() => made.run(revokeSecret, { ...ofApp, secret: destination }))).toBe('ERR_LAST_SECRET')
    expect(codeOf(() => made.run(revokeSecret, { ...ofApp, secret: source }))).toBe('ERR_NOT_FOUND')
    made.run(revokeSecret, { ...ofSource, secret: source })
    expect([...made.configuration.secrets].map(({ id }) => id)).toEqual([destination])
  })
})
