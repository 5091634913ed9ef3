import { createHash, createHmac } from 'node:crypto'
import {
  type CountersignedOptions,
  countersignatureContent,
  countersigned,
  createCountersigner,
  createSigner,
  safeVerify,
  sign,
  signCountersignature,
  verify,
} from 'countersign'
import { discord } from 'countersign/schemes/discord'
import { standardWebhooks } from 'countersign/schemes/standard-webhooks'
import { stripe } from 'countersign/schemes/stripe'
import { webex } from 'countersign/schemes/webex'
import { verifySync } from 'countersign/sync'
import { samplesOf, signedMessage, signedRequest, testingSecret } from 'countersign/testing'
import { Webhook } from 'standardwebhooks'
import { Webhook as Svix } from 'svix'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { platform as node } from '../src/platform/node.ts'
import { platform as web } from '../src/platform/web.ts'
import { verifierOn } from '../src/verify/verifier.ts'

const scheme = countersigned(webex)
const secrets = testingSecret

describe('a countersigned delivery', () => {
  test('is verified, and typed as its source', async () => {
    const event = await verify(await signedRequest(scheme, 'messages.created'), { scheme, secrets })
    expect(event.verdict).toBe('verified')
    expect(event.dedupe).toEqual({ key: expect.stringMatching(/^40:msg_/), basis: 'signed-id' })
    if (!event.is('messages.created')) throw new Error('type')
    expectTypeOf(event.json().data.roomId).toBeString()
  })

  test('is one scheme, however often it is named: keys are cached by it', () => {
    expect(countersigned(webex)).toBe(scheme)
    expect(countersigned(stripe)).not.toBe(scheme)
  })

  test('on Web Crypto', async () => {
    const request = await signedRequest(scheme, 'messages.created')
    expect((await verifierOn(web, { scheme, secrets }).verify(request)).type).toBe('messages.created')
  })

  test('what the gateway says cannot be changed, left out or doubled', async () => {
    const message = await signedMessage(scheme, 'messages.created')
    const names = [
      'countersign-source',
      'countersign-event-type',
      'countersign-verdict',
      'countersign-attempt',
    ]
    const signedNames = [
      ...names,
      'webhook-id',
      'webhook-timestamp',
      'countersign-signature',
      'webhook-signature',
    ]
    for (const name of signedNames) {
      const { [name]: value = '', ...others } = message.headers
      for (const headers of [
        others,
        { ...others, [name]: `${value}1` },
        { ...others, [name]: [value, value] },
      ]) {
        expect(await safeVerify({ ...message, headers }, { scheme, secrets })).toMatchObject({ ok: false })
      }
    }
    const replayed = { ...message.headers, 'countersign-replay': 'rpl_1' }
    expect((await safeVerify({ ...message, headers: replayed }, { scheme, secrets })).ok).toBe(false)
    expect((await safeVerify(message, { scheme, secrets })).ok).toBe(true)
  })

  test('of a key for one of its two signatures alone says that it does not match', async () => {
    const message = await signedMessage(scheme, 'messages.created')
    const signature = `v1,${createHash('sha256').update('another').digest('base64')}`
    for (const name of ['webhook-signature', 'countersign-signature']) {
      const forged = { ...message, headers: { ...message.headers, [name]: signature } }
      for (const platform of [node, web])
        expect(await verifierOn(platform, { scheme, secrets }).safeVerify(forged)).toMatchObject({
          ok: false,
          error: { code: 'ERR_SIGNATURE_MISMATCH' },
        })
    }
  })

  test('has the verdict and the source that the gateway signed', async () => {
    for (const verdict of ['verified', 'authenticated', 'unsigned', 'published', 'backfilled'] as const) {
      const told = await signedMessage(
        countersigned(webex, { sources: ['größe'], verdicts: [verdict] }),
        'messages.created',
      )
      for (const platform of [web, node]) {
        const event = await verifierOn(platform, { scheme, secrets }).verify(told)
        expect([event.verdict, event.source]).toEqual([verdict, 'größe'])
      }
    }
    expect(
      (await verify(await signedMessage(webex, 'messages.created'), { scheme: webex, secrets })).source,
    ).toBe(undefined)
  })

  test('is refused where its source or its verdict is not wanted', async () => {
    const told = await signedMessage(
      countersigned(webex, { sources: ['bot'], verdicts: ['unsigned'] }),
      'messages.created',
    )
    const code = async (options: CountersignedOptions): Promise<unknown> => {
      const result = await safeVerify(told, { scheme: countersigned(webex, options), secrets })
      return result.ok || result.error.code
    }
    expect(await code({ sources: ['other', 'bot'], verdicts: ['verified', 'unsigned'] })).toBe(true)
    expect(await code({ sources: ['other', 'bo', 'Bot'] })).toBe('ERR_SOURCE_UNWANTED')
    expect(await code({ verdicts: ['verified', 'authenticated', 'published', 'backfilled'] })).toBe(
      'ERR_VERDICT_UNWANTED',
    )
    // What is not authentic is told nothing of what is wanted.
    const forged = { ...told, headers: { ...told.headers, 'countersign-source': 'other' } }
    expect(
      await safeVerify(forged, { scheme: countersigned(webex, { sources: ['other'] }), secrets }),
    ).toMatchObject({
      error: { code: 'ERR_SIGNATURE_MISMATCH' },
    })
  })

  test('with a verdict of a newer gateway is refused', async () => {
    const signer = countersigned(webex, { verdicts: ['verified'] })
    const { body, headers } = await signedMessage(signer, 'messages.created')
    const said = { ...headers, 'countersign-verdict': 'sealed' }
    const value = await signCountersignature(
      {
        ...{
          id: headers['webhook-id'] ?? '',
          timestamp: headers['webhook-timestamp'] ?? '',
          source: 'webex',
        },
        ...{ type: 'messages.created', verdict: 'sealed', attempt: '1', replay: '' },
        bodyHash: createHash('sha256').update(body).digest('hex'),
      },
      secrets,
    )
    expect(
      await safeVerify({ body, headers: { ...said, 'countersign-signature': value } }, { scheme, secrets }),
    ).toMatchObject({ error: { code: 'ERR_VERDICT_UNWANTED' } })
  })

  test('a choice of nothing, of no names or of no verdict is a mistake', () => {
    for (const options of [
      { sources: [] },
      { verdicts: [] },
      { sources: [''] },
      { sources: [undefined] },
      { sources: 'bot' },
      { verdicts: ['sealed'] },
    ]) {
      expect(() => countersigned(webex, options as never)).toThrow(
        expect.objectContaining({ code: 'ERR_OPTIONS_INVALID' }),
      )
    }
  })

  test('a list that is changed afterwards changes nothing', async () => {
    const sources = ['bot']
    const chosen = countersigned(webex, { sources })
    sources.push('other')
    const told = await signedMessage(countersigned(webex, { sources: ['other'] }), 'messages.created')
    expect(await safeVerify(told, { scheme: chosen, secrets })).toMatchObject({
      error: { code: 'ERR_SOURCE_UNWANTED' },
    })
    expect(countersigned(webex, { sources: ['bot'] })).toBe(chosen)
  })

  test('a Standard Webhooks signature alone is not enough', async () => {
    const signed = await sign({ body: '{}' }, { scheme: standardWebhooks, secrets })
    expect(await safeVerify(signed, { scheme, secrets })).toMatchObject({
      error: { code: 'ERR_SIGNATURE_MISSING' },
    })
  })

  test('is as documented: built here by hand', async () => {
    const body = '{"a":1}'
    const said = {
      id: 'evt_1',
      timestamp: String(Math.floor(Date.now() / 1000)),
      source: 'größe',
      type: 'messages.created',
      verdict: 'verified',
      attempt: '2',
      replay: 'rpl_1',
      bodyHash: createHash('sha256').update(body).digest('hex'),
    }
    expect(countersignatureContent({ ...said, timestamp: '5' })).toBe(
      `countersign-v15:evt_1,1:5,7:größe,16:messages.created,8:verified,1:2,5:rpl_1,64:${said.bodyHash},`,
    )
    const key = Buffer.from(secrets.slice(6), 'base64')
    const value = `v1,${createHmac('sha256', key).update(countersignatureContent(said)).digest('base64')}`
    expect(await signCountersignature(said, secrets)).toBe(value)
    expect(createCountersigner([secrets, 'whsec_YW5vdGhlcg==']).signSync(said).split(' ')).toEqual([
      value,
      expect.stringMatching(/^v1,/),
    ])
    const signed = await sign(
      { body, id: said.id },
      { scheme: standardWebhooks, secrets, now: new Date(Number(said.timestamp) * 1000) },
    )
    const headers = {
      ...signed.headers,
      'countersign-source': said.source,
      'countersign-event-type': said.type,
      'countersign-verdict': said.verdict,
      'countersign-attempt': said.attempt,
      'countersign-replay': said.replay,
      'countersign-signature': value,
    }
    expect(verifySync({ headers, body }, { scheme, secrets }).type).toBe('messages.created')
  })
})

describe('signing', () => {
  test('what is delivered has the samples of its source', async () => {
    expect(samplesOf(countersigned(webex))).toBe(samplesOf(webex))
    expect(Object.keys(samplesOf(webex))).toContain('messages.created')
    expect(samplesOf({ ...webex, name: 'toString' })).toEqual({})
    const own = { hello: { body: 'hello', headers: {} } }
    expect(samplesOf({ ...webex, samples: own })).toBe(own)
  })

  test('the peers verify it', async () => {
    const { headers } = await sign({ body: '{"a":"ü"}' }, { scheme: standardWebhooks, secrets })
    expect(new Webhook(secrets).verify('{"a":"ü"}', headers)).toEqual({ a: 'ü' })
    expect(() => new Svix(secrets).verify('{"a":"ü"}', headers)).not.toThrow()
    expect(() => new Svix(secrets).verify('{"a":"u"}', headers)).toThrow()
  })

  test('several secrets: a signature each where the scheme writes several, each verifies alone', async () => {
    const others = 'whsec_YW5vdGhlcg=='
    for (const one of [standardWebhooks, stripe]) {
      const signed = await sign({ body: 'x' }, { scheme: one, secrets: [secrets, others] })
      for (const alone of [secrets, others]) {
        expect((await safeVerify(signed, { scheme: one, secrets: alone })).ok).toBe(true)
      }
    }
  })

  test('expired secrets do not sign, and none left is refused', async () => {
    const signer = createSigner({ scheme: webex, secrets: [{ value: 'old', expiresAt: new Date(0) }, 'new'] })
    const signed = signer.signSync({ body: 'x' })
    expect(await signer.sign({ body: 'x' })).toEqual(signed)
    expect((await verify(signed, { scheme: webex, secrets: 'new' })).secretId).toBe('1')
    const none = createSigner({ scheme: webex, secrets: { value: 'old', expiresAt: new Date(0) } })
    expect(() => none.signSync({ body: 'x' })).toThrow(
      expect.objectContaining({ code: 'ERR_SECRET_INACTIVE' }),
    )
  })

  test('what cannot be signed at once is refused, and its rejection is no one’s to handle', async () => {
    const unhandled: unknown[] = []
    const heard = (reason: unknown): void => void unhandled.push(reason)
    process.on('unhandledRejection', heard)
    const signer = createSigner({ scheme: discord, secrets: 'bm8ga2V5IGF0IGFsbA==' })
    expect(() => signer.signSync({ body: 'x' })).toThrow(
      expect.objectContaining({ code: 'ERR_SYNC_UNSUPPORTED' }),
    )
    await expect(signer.sign({ body: 'x' })).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_SECRET_MALFORMED' }),
    )
    // Rejections are told of when all that waits has run.
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', heard)
    expect(unhandled).toEqual([])
  })

  test('the bytes that come back are those that were signed', async () => {
    const body = new Uint8Array([0xff, 0, 0xef])
    expect((await sign({ body }, { scheme: webex, secrets })).body).toEqual(body)
  })
})
