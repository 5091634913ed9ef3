import { hmac } from '../engines/hmac/hmac.ts'
import { contentOf } from '../engines/signed-content.ts'
import { clock } from '../engines/signed-values.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { dropboxSignHandshake } from '../handshakes/dropbox-sign.ts'
import { utf8 } from '../message/encoding.ts'
import { formPart } from '../message/multipart.ts'
import { multipartJson } from '../message/multipart-json.ts'
import { Received } from '../message/received.ts'
import { hex } from '../message/spelling.ts'
import type { HmacKey } from '../platform/platform.ts'
import { timestamp } from '../scheme/content.ts'
import { described } from '../scheme/described.ts'
import type { Proof, SignedParts } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'

const type = multipartJson('json', 'event', 'event_type')

const signed: Scheme = hmac({
  name: 'dropbox-sign',
  title: 'Dropbox Sign (HelloSign)',
  documentation: ['https://pypi.org/project/dropbox-sign/'],
  confidence: 'high',
  hash: 'sha256',
  encoding: hex,
  signature: multipartJson('json', 'event', 'event_hash'),
  content: contentOf([timestamp, type]),
  timestamp: clock({
    at: multipartJson('json', 'event', 'event_time'),
    unit: 'seconds',
    toleranceSeconds: null,
  }),
  describe: described({ type }),
  delivery: { success: '200 with the text Hello API Event Received' },
  handshake: dropboxSignHandshake,
})

interface Event {
  readonly event?: { readonly event_type?: unknown }
}

/** Writes time and hash into the JSON of the form's part. */
const sign: Proof<HmacKey>['sign'] = (outgoing, [key = {}], platform) => {
  const { headers = {}, body, method, url, now } = outgoing
  const part = formPart(new Received(headers, body, method, url), 'json')
  const text = part?.form.slice(part.from, part.to)
  let json: Event | undefined
  try {
    json = text === undefined ? undefined : JSON.parse(text)
  } catch {
    // What cannot be read names no type.
  }
  const name = json?.event?.event_type
  if (part === undefined || typeof name !== 'string')
    throw new WebhookError('ERR_SIGN_UNSUPPORTED', { detail: 'The body is no form with an event in json.' })
  const time = String(Math.floor(now / 1000))
  const written = (hash: string): SignedParts => {
    const event = { ...json?.event, event_time: time, event_hash: hash }
    const { form, from, to } = part
    return {
      headers: {},
      body: utf8(form.slice(0, from) + JSON.stringify({ ...json, event }) + form.slice(to)),
    }
  }
  const hash = platform.hmac('sha256', key, [time, name], 'hex')
  return typeof hash === 'string' ? written(hash) : hash.then(written)
}

/**
 * Dropbox Sign. Hex HMAC-SHA256 of the event's time and type, by the API key, beside both in the JSON of a multipart
 * form: nothing else of it is protected, and who has seen one event can send any other of that type and time.
 *
 * Source: dropbox-sign (PyPI) 2.0.0 event_callback_helper.py.
 */
export const dropboxSign: Scheme = Object.freeze({
  ...signed,
  proof: Object.freeze({ ...signed.proof, sign: sign as NonNullable<Proof['sign']> }),
})
