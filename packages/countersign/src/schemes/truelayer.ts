import { path } from '../content/path.ts'
import { detachedJws } from '../engines/detached-jws.ts'
import { refusal } from '../errors/refusal.ts'
import type { Message } from '../message/message.ts'
import { header, jsonField } from '../message/place.ts'
import type { Pieces } from '../platform/platform.ts'
import { described } from '../scheme/described.ts'
import type { Jws } from '../scheme/jws.ts'
import type { Scheme } from '../scheme/scheme.ts'

const mostHeaders = 32
const keySets = [
  'https://webhooks.truelayer.com/.well-known/jwks',
  'https://webhooks.truelayer-sandbox.com/.well-known/jwks',
]

/** Method and path, with and without a slash at its end, the headers that the signature names, and the body. */
function payloads(
  message: Message,
  { header: { tl_version: version, tl_headers: list, jku } }: Jws,
): readonly [Pieces, Pieces] {
  // Also where a key is given, and none of any set is fetched: what names a stranger's was not signed by TrueLayer.
  if (jku !== undefined && !keySets.some((one) => one === jku))
    throw refusal('ERR_SIGNATURE_MALFORMED', "It names somebody else's keys.")
  if (version !== '2' || typeof list !== 'string')
    throw refusal('ERR_SIGNATURE_MALFORMED', 'It is of another version.')
  const names = list === '' ? [] : list.split(',', mostHeaders + 1).map((name) => name.trim())
  if (names.length > mostHeaders) throw refusal('ERR_SIGNATURE_MALFORMED')
  const lines = names.map((name) => {
    const values = message.headerValues(name.toLowerCase())
    if (values.length !== 1)
      throw refusal('ERR_CONTENT_MALFORMED', 'A header that is signed is absent or doubled.')
    return `${name}: ${values[0]}\n`
  })
  const [target = ''] = path.make(message, {} as never) as readonly string[]
  const [route = '', ...query] = target.split(/(?=\?)/)
  const other = (route.endsWith('/') ? route.slice(0, -1) : `${route}/`) + query.join('')
  const signed = (at: string): Pieces => [`${message.method ?? 'POST'} ${at}\n`, ...lines, message.body]
  return [signed(target), signed(other)]
}

/**
 * TrueLayer. A detached JWS by ES512 over method, path, the headers that it names and the body; the key set is one of
 * TrueLayer's two, whatever the signature says. Its time is signed where the header is among those named, and no
 * tolerance is documented. As in its own library the path may be signed with or without a slash at its end.
 * Its libraries take no signature that names no key: what is signed here names one `key`, or what the setting `kid` says.
 *
 * Source: truelayer-signing 0.2.3.
 */
export const truelayer: Scheme = detachedJws({
  name: 'truelayer',
  title: 'TrueLayer',
  documentation: ['https://www.npmjs.com/package/truelayer-signing'],
  confidence: 'high',
  at: header('Tl-Signature'),
  timestamp: header('X-TL-Webhook-Timestamp'),
  header: { kid: 'key', tl_version: '2', tl_headers: 'X-TL-Webhook-Timestamp' },
  algorithms: ['ES512'],
  payloads,
  covers: 'body',
  keyFrom: {
    hosts: ['webhooks.truelayer.com', 'webhooks.truelayer-sandbox.com'],
    form: 'jwks',
    of({ kid, header: { jku } }) {
      const url = keySets.find((one) => one === jku)
      return kid === undefined || url === undefined ? undefined : { id: kid, url }
    },
  },
  describe: described({ type: jsonField('type'), id: jsonField('event_id') }),
})
