import { answerHandshake, type RawInput, type Scheme, safeVerify } from 'countersign'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Place } from '../src/message/place.ts'
import type { HandshakeRule } from '../src/scheme/handshake.ts'
import { handshakeScheme, handshakeSchemes } from './handshake-schemes.ts'

// Whoever may ask for an answer asks for the signature of an event: every text of an answer is tried as one, for the
// challenge itself as the body, for what is left of it behind the literal beginning of a signed content, for others.

const secret = 'a secret of the source'
const time = 1_700_000_000
const params = {
  keyId: 'public',
  verifyToken: 'token',
  verificationToken: 'token',
  topic: 't',
  topicArn: 'a',
}

const event = fc.oneof(
  fc.json(),
  fc.constantFrom('', '0', '1', 'null', '{}', '[]', '{"forged":true}', 'payload', 'deadbeefdeadbeefdead'),
  fc.string(),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 18, maxLength: 34 }),
  fc.string({ unit: fc.constantFrom(...'abcXYZ019-_'), maxLength: 140 }),
  fc.uuid(),
)
const challenge = fc.oneof(
  event.map((body) => ({ body, text: body })),
  event.map((body) => ({ body, text: `hmacsha256=${body}` })),
  event.map((body) => ({ body, text: `v0:${time}:${body}` })),
  event.map((body) => ({ body, text: `${time}:${body}` })),
  event.map((body) => ({ body, text: `${time}${body}` })),
  event.map((body) => ({ body, text: `${time}.${body}` })),
)

/** A request with a text at a place. */
class Request {
  readonly headers: Record<string, string> = {}
  readonly #query = new URLSearchParams()
  readonly #form = new URLSearchParams()
  #json: unknown

  put(at: Place, value: unknown): void {
    if (at.in === 'header') this.headers[at.name] = String(value)
    if (at.in === 'query') this.#query.append(at.name, String(value))
    if (at.in === 'form') this.#form.append(at.name, String(value))
    if (at.in === 'json') this.#json = within(this.#json, at.path, value)
  }

  input(method: string): RawInput {
    const form = String(this.#form)
    const body = this.#json === undefined ? form : JSON.stringify(this.#json)
    return { method, url: `/hook?${this.#query}`, headers: this.headers, body }
  }
}

function within(root: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (step === undefined) return value
  const around = (root ?? (typeof step === 'number' ? [] : {})) as Record<string | number, unknown>
  around[step] = within(around[step], rest, value)
  return around
}

/** What a rule wants to see, with a challenge of the asker's choice. */
function requestFor({ when, trust, challenge: place }: HandshakeRule, text: string): RawInput {
  const request = new Request()
  for (const hold of when.holds ?? []) {
    if ('emptyList' in hold) request.put(hold.at, [])
    else if (hold.value !== false) request.put(hold.at, hold.value === true ? text : hold.value)
  }
  const same = trust.by === 'param' ? trust : trust.by === 'signature' ? trust.same : undefined
  if (same !== undefined) request.put(same.at, params[same.param as keyof typeof params])
  if (place !== undefined) request.put(place.at, text)
  return request.input(when.method)
}

/** Every text in an answer, its pieces between bars, and those with what schemes write before a signature. */
function textsOf(body: Uint8Array, headers: Readonly<Record<string, string>>): readonly string[] {
  const text = new TextDecoder().decode(body)
  let values: readonly string[] = []
  try {
    values = Object.values(JSON.parse(text)).map(String)
  } catch {
    // Then it is the text itself.
  }
  const all = [text, ...values, ...Object.values(headers)].flatMap((one) => [one, ...one.split('|')])
  return all.flatMap((one) => [one, `sha256=${one}`, `v0=${one}`, `sha1=${one}`])
}

/** Whether a text of the answer passes for the signature of an event with this body. */
async function passes(scheme: Scheme, body: string, signature: string): Promise<boolean> {
  const clock = String(scheme.name === 'front' ? time * 1000 : time)
  const headers = Object.fromEntries(
    scheme.proof.headers.map((name) => [name, name.includes('timestamp') ? clock : signature]),
  )
  const form = scheme.name === 'braintree'
  const sent = form ? String(new URLSearchParams({ bt_signature: signature, bt_payload: body })) : body
  const input = { method: 'POST', url: '/hook', headers, body: sent }
  const result = await safeVerify(input, { scheme, secrets: secret, now: new Date(time * 1000), params })
  return result.ok
}

async function forgery(scheme: Scheme, rule: HandshakeRule, text: string, body: string): Promise<boolean> {
  const context = { verified: true, secrets: secret, params, publicUrl: 'https://example.com/hook' }
  const one = { ...scheme, handshake: [rule] }
  const answer = await answerHandshake(one, requestFor(rule, text), context)
  if (answer === undefined) return false
  for (const signature of textsOf(answer.body, answer.headers)) {
    if (await passes(scheme, body, signature)) return true
  }
  return false
}

describe.each(handshakeSchemes.map((scheme) => ({ name: scheme.name, scheme })))('$name', ({ scheme }) => {
  test('no answer is the signature of an event', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...(scheme.handshake ?? [])),
        challenge,
        async (rule, { text, body }) => {
          expect(await forgery(scheme, rule, text, body)).toBe(false)
        },
      ),
      { numRuns: 150 },
    )
  })

  test('what an answer repeats is bounded, and no line of a header', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: fc.constantFrom(...'ab\r\n"<\u0000 '), maxLength: 40 }),
      fc.integer({ min: 1, max: 3000 }).map((length) => 'a'.repeat(length)),
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...(scheme.handshake ?? [])), text, async (rule, given) => {
        const context = { verified: true, secrets: secret, params, publicUrl: 'https://example.com/hook' }
        const answer = await answerHandshake(
          { ...scheme, handshake: [rule] },
          requestFor(rule, given),
          context,
        )
        if (answer === undefined) return
        expect(answer.body.length).toBeLessThanOrEqual(1024)
        for (const value of Object.values(answer.headers)) expect(value).toMatch(/^[ -~]{0,512}$/)
        if (answer.body.length > 0) expect(answer.headers['x-content-type-options']).toBe('nosniff')
      }),
      { numRuns: 100 },
    )
  })
})

test('X’s own answer for a short token is the signature of that token, which is no event', async () => {
  const scheme = handshakeScheme('twitter')
  const request = { method: 'GET', url: '/hook?crc_token=12345', headers: {}, body: '' }
  const answer = await answerHandshake(scheme, request, { verified: false, secrets: secret })
  const { response_token: signature } = JSON.parse(new TextDecoder().decode(answer?.body))
  expect(await passes(scheme, '12345', signature)).toBe(false)
  const trusting = { ...scheme, proof: handshakeScheme('xero').proof }
  expect(await passes(trusting, '12345', signature.slice('sha256='.length))).toBe(true)
})
