import { createHmac, generateKeyPairSync } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { type Scheme, verify, WebhookError, type WebhookEvent } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { describe, expect, onTestFinished, test } from 'vitest'
import { cli } from './cli.ts'
import { testFolder } from './folder.ts'

interface Received {
  readonly path: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly body: Uint8Array
}

/** A server that keeps what it gets and answers with a status. */
async function listen(status = 200): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    received.push({ path: request.url, headers: request.headers, body: await buffer(request) })
    response.writeHead(status, { location: '/elsewhere' }).end('{"seen":true}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received }
}

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'

function verified(name: string, { headers, body }: Received): Promise<WebhookEvent> {
  const scheme = schemes[name]
  if (scheme === undefined) throw new Error(`no scheme ${name}`)
  return verify({ headers, body }, { scheme, secrets: secret })
}

function outcome(name: string, message: Received): Promise<string> {
  return verified(name, message).then(
    ({ verdict }) => verdict,
    (error) => (WebhookError.is(error) ? error.code : Promise.reject(error)),
  )
}

/** Of those with samples: each is sent by a process of its own, twice. */
const sampled = ['github', 'seatable', 'slack', 'standard-webhooks', 'stripe', 'webex', 'paddle', 'linear']

describe('countersign send', () => {
  test.each([
    ['webex', 'body', 'ERR_SIGNATURE_MISMATCH'],
    ['webex', 'signature', 'ERR_SIGNATURE_MISMATCH'],
    ['webex', 'secret', 'ERR_SIGNATURE_MISMATCH'],
    ['webex', 'missing', 'ERR_SIGNATURE_MISSING'],
    ['webex', 'reserialize', 'ERR_SIGNATURE_MISMATCH'],
    ['seatable', 'reserialize', 'ERR_SIGNATURE_MISMATCH'],
    ['standard-webhooks', 'signature', 'ERR_SIGNATURE_MISMATCH'],
    ['standard-webhooks', 'secret', 'ERR_SIGNATURE_MISMATCH'],
    ['stripe', 'timestamp', 'ERR_TIMESTAMP_TOO_OLD'],
    ['stripe', 'signature', 'ERR_SIGNATURE_MISMATCH'],
    ['slack', 'missing', 'ERR_SIGNATURE_MISSING'],
  ])('%s --tamper %s is %s', async (name, kind, expected) => {
    const { url, received } = await listen()
    await cli(['send', name, url, '--secret', secret, '--tamper', kind])
    expect(await Promise.all(received.map((message) => outcome(name, message)))).toEqual([expected])
  })

  test.each(sampled)('%s: authentic samples, each an event of its own', async (name) => {
    const { url, received } = await listen()
    for (const _ of [1, 2]) {
      const { code, stdout } = await cli(['send', name, url, '--secret', secret])
      expect(code).toBe(0)
      expect(stdout).toContain('200 {"seen":true}')
      expect(stdout).not.toContain(secret)
    }
    const events = await Promise.all(received.map((message) => verified(name, message)))
    // Where a provider promises nothing that tells a repeat, the bodies are others.
    const [one, other] = events.map(({ verdict, dedupe, body }) => {
      return { verdict, key: dedupe?.key ?? Buffer.from(body).toString() }
    })
    expect(one).toEqual({ verdict: 'verified', key: expect.any(String) })
    expect(other).toEqual({ verdict: 'verified', key: expect.any(String) })
    expect(other?.key).not.toBe(one?.key)
  })

  test('--tamper replay sends the same request twice', async () => {
    const { url, received } = await listen()
    await cli(['send', 'stripe', url, '--secret', secret, '--tamper', 'replay'])
    const [first, second] = received
    expect(received).toHaveLength(2)
    expect(second?.body).toEqual(first?.body)
    expect(second?.headers['stripe-signature']).toBe(first?.headers['stripe-signature'])
  })

  test('chooses the sample by --event, and sends own bytes by --body', async () => {
    const { url, received } = await listen()
    await cli(['send', 'seatable', url, '--secret', secret, '--event', 'delete_row'])
    await cli(['send', 'seatable', url, '--secret', secret, '--body', '-'], { stdin: '\ufeff{}' })
    expect(Buffer.from(received[0]?.body ?? []).toString()).toContain('"op_type": "delete_row"')
    expect(Buffer.from(received[1]?.body ?? []).toString('hex')).toBe('efbbbf7b7d')
  })

  test.each([
    'push',
    'pull_request.opened',
    'issue_comment.created',
    'release.published',
    'workflow_run.completed',
  ])('has a sample of GitHub’s %s, which is read as that type', async (type) => {
    const { url, received } = await listen()
    const { code, stderr } = await cli(['send', 'github', url, '--secret', secret, '--event', type])
    expect(code, stderr).toBe(0)
    expect(await verified('github', received[0] as Received)).toMatchObject({ type })
  })

  test('gives the scheme its params, and the signature where the provider has it', async () => {
    const { url, received } = await listen()
    await cli(['send', 'pusher', url, '--secret', secret, '--param', 'keyId=278d425bdf160c739803'])
    await cli(['send', 'pandadoc', url, '--secret', secret, '--body', '-'], { stdin: '[]' })
    expect(received[0]?.headers['x-pusher-key']).toBe('278d425bdf160c739803')
    const pandadoc = { scheme: schemes.pandadoc as Scheme, secrets: secret }
    const at = new URL(received[1]?.path ?? '', url)
    expect(at.searchParams.get('signature')).toMatch(/^[0-9a-f]{64}$/)
    const { headers = {}, body = '' } = received[1] ?? {}
    expect((await verify({ headers, body, url: at.href }, pandadoc)).verdict).toBe('verified')
  })

  test('signs by a scheme of one’s own, which a file holds', async () => {
    const { url, received } = await listen()
    const file = join(await testFolder(), 'acme.json')
    const acme = {
      kind: 'hmac',
      name: 'acme',
      hash: 'sha256',
      encoding: 'hex',
      signature: { header: 'X-Acme' },
    }
    await writeFile(file, JSON.stringify(acme))
    const from = ['send', '--scheme-file', file, url, '--secret', secret]
    expect(await cli([...from, '--body', '-'], { stdin: '{}' })).toMatchObject({ code: 0 })
    expect(received[0]?.headers['x-acme']).toBe(createHmac('sha256', secret).update('{}').digest('hex'))
    expect(await cli(from)).toMatchObject({ code: 2, stderr: expect.stringContaining('--body FILE') })
    for (const args of [['webex', url, '--scheme-file', file], ['webex'], ['--scheme-file', file]])
      expect(await cli(['send', ...args, '--secret', secret, '--body', '-'], { stdin: '{}' })).toMatchObject({
        code: 2,
        stdout: '',
      })
    expect(received).toHaveLength(1)
  })

  test('signs by a private key what a key pair proves', async () => {
    const { url, received } = await listen()
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    const { stdout } = await cli(['send', 'discord', url, '--secret', pem])
    expect(stdout).not.toContain(pem.split('\n')[1])
    const secrets = publicKey.export({ format: 'pem', type: 'spki' }).toString()
    const { headers = {}, body = '' } = received[0] ?? {}
    const event = await verify({ headers, body }, { scheme: schemes.discord as Scheme, secrets })
    expect(event.type).toBe('APPLICATION_AUTHORIZED')
  })

  test('exits with 1 for a refusal, a redirect or no answer', async () => {
    for (const status of [401, 302]) {
      const { url, received } = await listen(status)
      const { code, stdout } = await cli(['send', 'webex', url, '--secret', secret])
      expect({ code, received: received.length }).toEqual({ code: 1, received: 1 })
      expect(stdout).toContain(String(status))
    }
    const nobody = await cli(['send', 'webex', 'http://127.0.0.1:1/', '--secret', secret])
    expect(nobody.code).toBe(1)
    expect(nobody.stdout).toContain('nothing listens at 127.0.0.1:1')
  })

  test.each([
    ['an unknown event', ['webex', 'http://127.0.0.1:1/', '--event', 'nope'], 'messages.created'],
    ['a URL that is none', ['webex', 'file:///x'], 'not an http or https URL'],
    [
      'a clock where there is none',
      ['webex', 'http://127.0.0.1:1/', '--tamper', 'timestamp'],
      'no timestamp',
    ],
    ['an unknown kind', ['webex', 'http://127.0.0.1:1/', '--tamper', 'nope'], 'Allowed choices'],
  ])('says what is wrong with %s and exits with 2', async (_, args, sentence) => {
    const { code, stderr } = await cli(['send', ...args, '--secret', secret])
    expect(stderr).toContain(sentence)
    expect(code).toBe(2)
  })
})
