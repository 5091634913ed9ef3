import { createHmac } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli } from './cli.ts'
import { testFolder } from './folder.ts'

const secret = 'a-secret-of-acme'
const body = '{"kind":"order.paid","order":"o-1"}'
const acme = {
  kind: 'hmac',
  name: 'acme',
  hash: 'sha256',
  encoding: 'hex',
  signature: { header: 'X-Signature' },
  content: ['method', ' ', { header: 'X-Request-Id' }, 'body'],
  type: { json: ['kind'] },
}
const mac = createHmac('sha256', secret).update(`POST r-1${body}`).digest('hex')
const headers = ['-H', 'X-Request-Id: r-1', '-H', `X-Signature: ${mac}`]

/** Tries a scheme that stands on standard input on a body in a file. */
async function attempt(scheme: unknown, ...args: string[]): ReturnType<typeof cli> {
  const file = join(await testFolder(), 'body')
  await writeFile(file, body)
  const stdin = typeof scheme === 'string' ? scheme : JSON.stringify(scheme)
  return cli(['scheme', 'try', '-', '--secret', secret, '--body', file, ...args], { stdin })
}

describe('countersign scheme try', () => {
  test('tells what verifies, what is signed and what is not', async () => {
    const { code, stdout, stderr } = await attempt(acme, ...headers)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toBe(
      'verified acme order.paid, by secret 1\nsigned: method, header X-Request-Id, body\nnot protected: timestamp, replay\n',
    )
    const asJson = await attempt(acme, ...headers, '--json')
    expect(JSON.parse(asJson.stdout)).toMatchObject({
      ok: true,
      verdict: 'verified',
      covered: ['method', 'header X-Request-Id', 'body'],
      unprotected: ['timestamp', 'replay'],
    })
  })

  test('does not say that a token covers the body', async () => {
    const token = { kind: 'token', name: 'acme', at: { header: 'X-Token' } }
    const { code, stdout } = await attempt(token, '-H', `X-Token: ${secret}`)
    expect(code).toBe(0)
    expect(stdout).toContain('authenticated acme')
    expect(stdout).toContain('signed: nothing')
    expect(stdout).toContain('not protected: body')
  })

  test('tells the code and the cause of a message that is refused, and no secret', async () => {
    const other = { ...acme, hash: 'sha512' }
    const { code, stdout, stderr } = await attempt(other, ...headers)
    expect(code).toBe(1)
    expect(stdout).toMatch(/^ERR_SIGNATURE_MALFORMED\nrefused: .*It is HMAC-SHA256 in hex, not SHA512/)
    expect(stdout + stderr).not.toContain(secret)
    const asJson = JSON.parse((await attempt(other, ...headers, '--json')).stdout)
    expect(asJson).toMatchObject({ ok: false, explanation: { codes: ['signature-algorithm'] } })
  })

  test('names each place of a file that is no scheme', async () => {
    const { code, stdout, stderr } = await attempt({ ...acme, hash: 'md5', type: { jso: ['kind'] } })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^error: the scheme: \/hash: /m)
    expect(stderr).toMatch(/^error: the scheme: \/type: .*jso/m)
    const unsigned = await attempt({ ...acme, id: { header: 'X-Id' } }, '--json')
    expect(unsigned.code).toBe(2)
    expect(JSON.parse(unsigned.stdout)).toMatchObject({
      code: 'ERR_INPUT',
      errors: [{ at: '/', message: expect.stringContaining('leaves it unsigned') }],
    })
    expect((await attempt({ ...acme, name: 'github' })).stderr).toContain('/name: "github" is a scheme')
  })

  test('tells where a file is no JSON, and nothing of what it holds', async () => {
    const broken = await attempt('{"kind":"hmac",\n"name":,}')
    expect(broken).toMatchObject({ code: 2, stderr: expect.not.stringContaining('kind') })
    const pasted = await attempt(secret)
    expect(pasted).toMatchObject({ code: 2, stderr: 'error: the scheme is not JSON\n' })
  })

  test('takes not both from standard input', async () => {
    const { code, stderr } = await cli(['scheme', 'try', '-', '--secret', secret], { stdin: '{}' })
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining('--body FILE') })
  })

  test('has an example in its help that runs', async () => {
    const help = (await cli(['scheme', 'try', '--help'])).stdout
    const [, scheme = ''] = /echo '(.*)' \|/.exec(help) ?? []
    const [, header = ''] = /-H '(X-Signature: .*)'/.exec(help) ?? []
    const args = ['scheme', 'try', '-', '--secret', 'key', '--body', '/dev/null', '-H', header]
    expect(await cli(args, { stdin: scheme })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^verified acme/),
    })
  })
})
