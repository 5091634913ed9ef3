import { describe, expect, test } from 'vitest'
import { cli } from './cli.ts'

const body = '{"a":1,"b":2,"c":{"d":3}}'
const header = ['-H', 'X-Spark-Signature: 01e0cb6a53731b9615b483335d77d97023410c72']

describe('countersign explain', () => {
  test('exits with 0 for an authentic message', async () => {
    const { code, stdout } = await cli(['explain', 'webex', '--secret', 'myBongoSecret', ...header], {
      stdin: body,
    })
    expect(code).toBe(0)
    expect(stdout).toContain('authentic')
  })

  test('proves that the body was written again', async () => {
    const { code, stdout } = await cli(
      ['explain', 'webex', '--secret', 'myBongoSecret', ...header, '--json'],
      {
        stdin: JSON.stringify(JSON.parse(body), null, 2),
      },
    )
    expect(code).toBe(1)
    const explanation = JSON.parse(stdout)
    expect(explanation).toMatchObject({ matched: false, confidence: 'proven' })
    expect(explanation.fix).not.toBe('')
  })

  test('shows cause, evidence and cure, and no secret', async () => {
    const { code, stdout, stderr } = await cli(
      ['explain', 'webex', '--secret', 'not the secret', ...header],
      {
        stdin: body,
      },
    )
    expect(code).toBe(1)
    expect(stdout).toContain('refused: ')
    expect(stdout).toContain('what to do: ')
    expect(stdout + stderr).not.toContain('not the secret')
  })
})
