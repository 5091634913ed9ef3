import { generateKeyPairSync } from 'node:crypto'
import { createVerifier, type Scheme, sign } from 'countersign'
import { boldsign } from 'countersign/schemes/boldsign'
import { googlePubsubPush } from 'countersign/schemes/google-pubsub-push'
import { livekit } from 'countersign/schemes/livekit'
import { messagebird } from 'countersign/schemes/messagebird'
import { netlify } from 'countersign/schemes/netlify'
import { qstash } from 'countersign/schemes/qstash'
import { truelayer } from 'countersign/schemes/truelayer'
import { workos } from 'countersign/schemes/workos'
import { describe, expect, test } from 'vitest'

// What providers' own libraries ask of a message beyond its signature. The libraries themselves are too large to be installed
// each time; without what is held here they take nothing that is signed here.

const now = new Date(1_700_000_000_000)
const body = '{"a":1}'
const message = { body, url: 'https://example.com/hook', headers: { 'X-TL-Webhook-Timestamp': 'x' } }

async function header(
  scheme: Scheme,
  name: string,
  secrets = 'a-secret-of-the-test',
  params?: Record<string, string>,
): Promise<string> {
  const { headers } = await sign(message, { scheme, secrets, now, params })
  return headers[name] ?? ''
}

function partsOf(token: string): Record<string, unknown>[] {
  return token
    .replace('Bearer ', '')
    .split('.', 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString() || '{}'))
}

const privatePem = (pair: ReturnType<typeof pairOf>): string =>
  pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
const pairOf = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve })

test.each([
  ['qstash', qstash, 'Upstash-Signature'],
  ['messagebird', messagebird, 'MessageBird-Signature-JWT'],
  ['livekit', livekit, 'Authorization'],
] as const)('a token of %s says from when it holds', async (_name, scheme, place) => {
  const [, claims] = partsOf(await header(scheme, place, undefined, { keyId: 'k' }))
  expect(claims).toMatchObject({ iat: 1_700_000_000, nbf: 1_700_000_000 })
})

test('a token whose libraries ask for no such time has none', async () => {
  const [, claims] = partsOf(await header(netlify, 'X-Webhook-Signature'))
  expect(claims).not.toHaveProperty('nbf')
})

test('a blank follows the comma of WorkOS and BoldSign', async () => {
  expect(await header(workos, 'WorkOS-Signature')).toMatch(/^t=1700000000000, v1=[0-9a-f]{64}$/)
  expect(await header(boldsign, 'X-BoldSign-Signature')).toMatch(/^t=1700000000, s0=[0-9a-f]{64}$/)
})

describe('the name of the key', () => {
  const pem = privatePem(pairOf('P-521'))
  const named = async (params?: Record<string, string>): Promise<unknown> =>
    partsOf(await header(truelayer, 'Tl-Signature', pem, params))[0]?.kid

  test('TrueLayer’s is always there, and its own where the setting says one', async () => {
    expect(await named()).toBe('key')
    expect(await named({ kid: 'mine' })).toBe('mine')
  })

  test('of a token, where the setting says one: a receiver that looks it up finds it', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const secrets = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    const params = { audience: 'a', serviceAccount: '*' }
    const tokenFor = (more: object) =>
      header(googlePubsubPush, 'Authorization', secrets, { ...params, ...more })
    expect(partsOf(await tokenFor({}))[0]).toEqual({ alg: 'RS256', typ: 'JWT' })
    expect(partsOf(await tokenFor({ kid: '' }))[0]).toEqual({ alg: 'RS256', typ: 'JWT' })
    const asked: unknown[] = []
    const verifier = createVerifier({
      scheme: googlePubsubPush,
      secrets: [],
      params,
      resolveKey: async (wanted) => {
        asked.push(wanted.id)
        return publicKey.export({ format: 'pem', type: 'spki' }).toString()
      },
    })
    const headers = { Authorization: await tokenFor({ kid: 'key-1' }) }
    const { verdict } = await verifier.verify({ body, headers }, { now })
    expect([verdict, asked]).toEqual(['authenticated', ['key-1']])
  })
})
