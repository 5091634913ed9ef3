import { describe, expect, test } from 'vitest'
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

  test('and as a table', async () => {
    const { stdout } = await cli(['schemes'])
    for (const name of ['webex', 'seatable', 'standard-webhooks', 'stripe']) expect(stdout).toContain(name)
  })
})
