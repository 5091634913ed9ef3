import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli } from './cli.ts'
import { testFolder } from './folder.ts'

const published = {
  id: 'webex-published',
  scheme: 'webex',
  description: 'the vector of the provider’s documentation',
  secret: 'myBongoSecret',
  method: 'POST',
  url: 'https://example.com/hook',
  headers: { 'X-Spark-Signature': '01e0cb6a53731b9615b483335d77d97023410c72' },
  body: '{"a":1,"b":2,"c":{"d":3}}',
  now: null,
  expect: 'valid',
}

async function run(vectors: unknown, ...more: string[]) {
  const file = join(await testFolder(), 'vectors.json')
  await writeFile(file, typeof vectors === 'string' ? vectors : JSON.stringify(vectors))
  return cli(['vectors', file, ...more])
}

describe('countersign vectors', () => {
  test('ends with the count', async () => {
    const { code, stdout } = await run([published, { ...published, id: 'b', body: '{}', expect: 'invalid' }])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '2 passed, 0 failed\n' })
  })

  test('names each that fails, a scheme that is not built among them', async () => {
    const { code, stdout } = await run([
      published,
      { ...published, id: 'wrong', expect: 'invalid' },
      { ...published, id: 'unbuilt', scheme: 'nobody' },
    ])
    expect(code).toBe(1)
    expect(stdout).toContain('wrong')
    expect(stdout).toContain('unbuilt')
    expect(stdout.trimEnd().split('\n').at(-1)).toBe('1 passed, 2 failed')
  })

  test('takes only the schemes asked for', async () => {
    const both = [published, { ...published, id: 'unbuilt', scheme: 'nobody' }]
    expect((await run(both, '--scheme', 'webex')).stdout).toBe('1 passed, 0 failed\n')
    expect((await run(both, '--scheme', 'webex', 'nobody')).stdout).toContain('1 passed, 1 failed')
    expect((await run(both, '--scheme', 'webex', '--scheme', 'nobody')).stdout).toContain(
      '1 passed, 1 failed',
    )
  })

  test('finds the file after the schemes too', async () => {
    const file = join(await testFolder(), 'vectors.json')
    await writeFile(file, JSON.stringify([published, { ...published, id: 'other', scheme: 'nobody' }]))
    expect((await cli(['vectors', '--scheme', 'webex', file])).stdout).toBe('1 passed, 0 failed\n')
  })

  test('runs the project’s own vectors without a file', async () => {
    const { code, stdout } = await cli(['vectors', '--scheme', 'webex', 'shopify'])
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/^\d{2,} passed, 0 failed$/)
    expect(code).toBe(0)
  })

  test.each([
    ['is no JSON', '{'],
    ['holds no vectors', [1]],
    ['holds none of the scheme', []],
  ])('exits with 2 for a file that %s', async (_, content) => {
    expect((await run(content)).code).toBe(2)
  })
})
