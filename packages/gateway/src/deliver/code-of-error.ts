import type { DeliveryCode } from '../model/answer.ts'
import { EgressRefused } from './egress.ts'

const tls =
  /^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|INVALID_CA|HOSTNAME_MISMATCH|PATH_LENGTH|EPROTO)/
const dns = /^(ENOTFOUND|ENODATA|EAI_|ESERVFAIL|EREFUSED|ENONAME)/
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

/**
 * The closed code of what a connection or request threw. `connected` says whether the request had begun to
 * be sent. The error itself is not shown to anybody: it may name addresses inside.
 */
export function codeOfError(error: Error & { code?: unknown }, connected: boolean): DeliveryCode {
  if (error instanceof EgressRefused) return error.code
  const code = typeof error.code === 'string' ? error.code : ''
  if (tls.test(code)) return 'ERR_DELIVERY_TLS'
  if (!connected) return codeBeforeRequest(error, code)
  if (protocol.has(code) || error.name === 'HTTPParserError') return 'ERR_DELIVERY_PROTOCOL'
  // undici’s words for an answer that no request asked for: an unsolicited 101.
  if (code === 'UND_ERR_SOCKET' && error.message.startsWith('bad ')) return 'ERR_DELIVERY_PROTOCOL'
  return 'ERR_DELIVERY_CLOSED'
}

function codeBeforeRequest(error: Error, code: string): DeliveryCode {
  if (dns.test(code)) return 'ERR_DELIVERY_DNS'
  if (code === 'ETIMEDOUT') return 'ERR_DELIVERY_CONNECT_TIMEOUT'
  if (code === 'ECONNRESET' && error.message.includes('TLS')) return 'ERR_DELIVERY_TLS'
  if (code === 'UND_ERR_INVALID_ARG') return 'ERR_DELIVERY_URL'
  if (error instanceof AggregateError) {
    const errors = error.errors as readonly (Error & { code?: unknown })[]
    return errors.some((one) => one.code === 'ETIMEDOUT')
      ? 'ERR_DELIVERY_CONNECT_TIMEOUT'
      : 'ERR_DELIVERY_CONNECT'
  }
  return connect.has(code) ? 'ERR_DELIVERY_CONNECT' : 'ERR_DELIVERY_CLOSED'
}
