import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { cli } from './cli.ts'

const secret = 'a-secret-of-acme'
const body = '{"kind":"order.paid"}'
const mac = createHmac('sha256', secret).update(`POST\n/in\n${body}`).digest('hex')

function derived(...args: string[]): ReturnType<typeof cli> {
  return cli(['scheme', 'derive', '--name', 'acme', ...args], { stdin: body })
}

describe('countersign scheme derive', () => {
  test('prints the scheme, and asks for a second message', async () => {
    const found = await derived('--secret', secret, '-H', `X-Sig: ${mac}`, '--url', 'https://a.example/in')
    expect(found.code).toBe(0)
    expect(JSON.parse(found.stdout)).toMatchObject({
      kind: 'hmac',
      name: 'acme',
      signature: { header: 'x-sig' },
      content: ['method', '\n', 'path', '\n', 'body'],
    })
    expect(found.stderr).toBe(
      'It fits this message. Try it on another before you trust it: countersign scheme try.\n',
    )
  })

  test('finds a token, which is a scheme as well', async () => {
    const found = await derived('--secret', secret, '-H', `Authorization: Bearer ${secret}`)
    expect(JSON.parse(found.stdout)).toEqual({
      kind: 'token',
      name: 'acme',
      at: { header: 'authorization' },
      prefix: 'Bearer ',
    })
  })

  test('says what to do where nothing was found, or nothing looks like a signature', async () => {
    const other = await derived('--secret', 'another', '-H', `X-Sig: ${mac}`)
    expect([other.code, other.stdout]).toEqual([1, ''])
    expect(other.stderr).toMatch(
      /^None of \d+ constructions gives a signature of this message\.\nwhat to do: Compare the secret .*--url.*\.\n$/,
    )
    const bare = await derived('--secret', secret, '-H', 'Content-Type: application/json')
    expect([bare.code, bare.stdout]).toEqual([1, ''])
    expect(bare.stderr).toBe(
      'No header, and nothing in the query, is a keyed hash by its form, or the secret itself.\n' +
        'what to do: Give all headers of the request.\n',
    )
  })
})
