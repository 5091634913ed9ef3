import { EgressRefused } from '../egress/egress.ts'
import { LookUpFailed } from '../egress/resolve.ts'
import type { DeliveryCode } from '../model/answer.ts'

/** What the TLS library says, the most telling first; each of these was seen at a real server. */
const tls: readonly (readonly [RegExp, DeliveryCode])[] = [
  [/^(CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)$/, 'ERR_DELIVERY_TLS_EXPIRED'],
  [/^(ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)$/, 'ERR_DELIVERY_TLS_NAME'],
  [/^UNABLE_TO_VERIFY_LEAF_SIGNATURE$/, 'ERR_DELIVERY_TLS_CHAIN'],
  [
    /^(UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|CERT_UNTRUSTED|CERT_REJECTED|INVALID_CA)$/,
    'ERR_DELIVERY_TLS_UNTRUSTED',
  ],
  [/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|VERSION_TOO_LOW/, 'ERR_DELIVERY_TLS_VERSION'],
  [/NO_APPLICATION_PROTOCOL/, 'ERR_DELIVERY_TLS_HTTP2'],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST/, 'ERR_DELIVERY_TLS_PLAIN'],
  [/CERTIFICATE_REQUIRED|ALERT_BAD_CERTIFICATE|ALERT_CERTIFICATE_UNKNOWN/, 'ERR_DELIVERY_TLS_CLIENT'],
  [
    /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|PATH_LENGTH|EPROTO)/,
    'ERR_DELIVERY_TLS',
  ],
]
const dns = /^(ENOTFOUND|ENODATA|EAI_|ESERVFAIL|EREFUSED|ENONAME)/
const timeouts = new Set(['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT'])
const connect = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EACCES',
  'EHOSTDOWN',
])
const protocol = new Set([
  'UND_ERR_HEADERS_OVERFLOW',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
  'ERR_INTERIM_FLOOD',
])

type Failure = Error & { readonly code?: unknown }

/**
 * The closed code of what a connection or request threw. `connected` says whether the request had begun to
 * be sent. The error itself is not shown to anybody: it may name addresses inside.
 */
export function codeOfError(error: Failure, connected: boolean): DeliveryCode {
  if (error instanceof EgressRefused) return error.code
  if (error instanceof LookUpFailed) return 'ERR_DELIVERY_DNS'
  const code = typeof error.code === 'string' ? error.code : ''
  const ofTls = tls.find(([said]) => said.test(code))
  if (ofTls !== undefined) return ofTls[1]
  if (!connected) return codeBeforeRequest(error, code)
  if (protocol.has(code) || error.name === 'HTTPParserError') return 'ERR_DELIVERY_PROTOCOL'
  // undici’s words for an answer that no request asked for: an unsolicited 101.
  if (code === 'UND_ERR_SOCKET' && error.message.startsWith('bad ')) return 'ERR_DELIVERY_PROTOCOL'
  return 'ERR_DELIVERY_CLOSED'
}

/** The code of the library or the system for it, which names no address; empty where there is none. */
export function causeOfError(error: Failure): string {
  if (error instanceof EgressRefused) return ''
  const errors: readonly Failure[] = error instanceof AggregateError ? error.errors : [error]
  const code = errors.map((one) => one.code).find((one) => typeof one === 'string') ?? ''
  return /^[A-Z][A-Z0-9_/]{2,63}$/.test(code) ? code : ''
}

function codeBeforeRequest(error: Failure, code: string): DeliveryCode {
  if (dns.test(code)) return 'ERR_DELIVERY_DNS'
  if (timeouts.has(code)) return 'ERR_DELIVERY_CONNECT_TIMEOUT'
  if (code === 'ECONNRESET' && error.message.includes('TLS')) return 'ERR_DELIVERY_TLS'
  if (code === 'UND_ERR_INVALID_ARG') return 'ERR_DELIVERY_URL'
  if (error instanceof AggregateError) {
    const errors = error.errors as readonly Failure[]
    return errors.some((one) => one.code === 'ETIMEDOUT')
      ? 'ERR_DELIVERY_CONNECT_TIMEOUT'
      : 'ERR_DELIVERY_CONNECT'
  }
  return connect.has(code) ? 'ERR_DELIVERY_CONNECT' : 'ERR_DELIVERY_CLOSED'
}
