import { describe, expect, test } from 'vitest'
import type { SchemeJson } from '../../src/api/answers/scheme.ts'
import { cli } from './cli.ts'

describe('countersign schemes', () => {
  test('lists the catalogue as JSON', async () => {
    const { code, stdout } = await cli(['schemes', '--json'])
    expect(code).toBe(0)
    const rows: { name: string }[] = JSON.parse(stdout)
    expect(rows).toContainEqual(
      expect.objectContaining({
        name: 'webex',
        verdict: 'verified',
        toleranceSeconds: null,
        headers: ['x-spark-signature'],
      }),
    )
    expect(rows.map(({ name }) => name)).toEqual(rows.map(({ name }) => name).sort())
  })

  test('says how sure we are, what is not protected, what must be set and how the provider delivers', async () => {
    const { stdout } = await cli(['schemes', '--json'])
    const rows: SchemeJson[] = JSON.parse(stdout)
    expect(rows.length).toBeGreaterThanOrEqual(250)
    const row = (wanted: string) => rows.find(({ name }) => name === wanted)
    expect(row('acuity')).toMatchObject({ confidence: 'medium', experimental: true })
    expect(row('webex')).toMatchObject({ confidence: 'high', experimental: false, params: [] })
    expect(row('gitlab')?.unprotected).toEqual(expect.arrayContaining(['body', 'timestamp', 'replay']))
    expect(row('braintree')?.params).toEqual([
      { name: 'keyId', title: 'the public key', optional: false, secret: false },
    ])
    expect(['webex', 'asana', 'aws-sns', 'ebay'].map((name) => row(name)?.secret)).toEqual([
      ...['given', 'brought', 'none', 'later'],
    ])
    const later = rows.filter(({ keyLater }) => keyLater !== null).map(({ name }) => name)
    expect(later).toEqual(['ebay', 'nylas', 'onfleet', 'plaid', 'salesforce-mc-ens'])
    expect(rows.filter(({ delivery }) => delivery?.timeoutSeconds !== undefined).length).toBeGreaterThan(10)
  })

  test('says on what the dedup keys rest, and that there is none', async () => {
    const { stdout } = await cli(['schemes', '--json'])
    const rows: SchemeJson[] = JSON.parse(stdout)
    const basis = (wanted: string) => rows.find(({ name }) => name === wanted)?.dedupe
    expect(['standard-webhooks', 'github', 'webex', 'seatable', 'adyen'].map(basis)).toEqual([
      ...['signed-id', 'unsigned-id+bytes', 'signed-fields', 'signed-fields', null],
    ])
  })

  test('says all that is known of one', async () => {
    const { code, stdout } = await cli(['schemes', 'mailgun'])
    expect(code).toBe(0)
    expect(stdout).toContain('mailgun\n\nMailgun. HMAC-SHA-256, hex; authenticated; timestamp within ±300 s')
    expect(stdout).toContain('Signs {timestamp}{signature.token in the body}.')
    expect(stdout).toContain('Dedup key: signed-fields. Used once: a gateway refuses another body')
    expect(stdout).toContain('tries again: after 5, 10 and 15 min')
    expect(stdout).toContain('Sources:\n\n- https://documentation.mailgun.com/')
    const json = await cli(['schemes', 'mailgun', '--json'])
    expect(JSON.parse(json.stdout)).toMatchObject({ name: 'mailgun', dedupe: 'signed-fields', signs: true })
  })

  test('and names those that may be meant where there is no such scheme', async () => {
    const { code, stderr } = await cli(['schemes', 'webx'])
    expect([code, stderr]).toEqual([2, expect.stringContaining("unknown scheme 'webx'. Did you mean webex?")])
  })

  test('and as a table', async () => {
    const { stdout } = await cli(['schemes'])
    for (const name of ['webex', 'seatable', 'standard-webhooks', 'stripe']) expect(stdout).toContain(name)
    expect(stdout).toContain('not protected')
    expect(stdout).toContain('experimental')
    expect(stdout).toMatch(/[0-9]+ schemes; `countersign schemes NAME`/)
  })
})
