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
    expect(['webex', 'asana', 'aws-sns'].map((name) => row(name)?.secret)).toEqual([
      'given',
      'brought',
      'none',
    ])
    expect(rows.filter(({ delivery }) => delivery?.timeoutSeconds !== undefined).length).toBeGreaterThan(10)
  })

  test('and as a table', async () => {
    const { stdout } = await cli(['schemes'])
    for (const name of ['webex', 'seatable', 'standard-webhooks', 'stripe']) expect(stdout).toContain(name)
    expect(stdout).toContain('not protected')
    expect(stdout).toContain('experimental')
    expect(stdout).toMatch(/[0-9]+ schemes; --json/)
  })
})
