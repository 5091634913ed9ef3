import { isIP } from 'node:net'
import type { SecureContext } from 'node:tls'
import {
  type AddressRange,
  inRange,
  isMetadataAddress,
  isPrivateAddress,
  isPublicAddress,
  parseRange,
} from './address.ts'
import type { Resolve, ResolvedAddress } from './resolve.ts'
import { createResolver } from './resolver.ts'

/** What the operator has set: hosts (`internal.example`, `*.example.com`) and ranges (`10.1.0.0/16`). */
export interface EgressRules {
  /**
   * Reachable although inside: a host wherever it is in loopback and private ranges, a range whatever it is
   * (link-local addresses can be allowed in no other way). An address where a cloud keeps a machine's secrets is
   * reachable only where it stands here by itself.
   */
  readonly allow: readonly string[]
  /** Never reachable, whatever else is said. */
  readonly deny: readonly string[]
}

/** A destination's address is one that nothing may be sent to. */
export class EgressRefused extends Error {
  override readonly name = 'EgressRefused'
  readonly code = 'ERR_DELIVERY_ADDRESS'
}

/** Decides which addresses deliveries may reach. */
export interface Egress {
  /** Whose certificates are trusted where a destination names none; null: the system’s. */
  readonly trusted: SecureContext | null
  /**
   * Whether a connection to this address, found for this host, may be made. Asked at connect time for the
   * very address that is connected to, so that a name that resolves anew to something inside is refused.
   */
  permits(hostname: string, address: string, allowPrivate: boolean): boolean
  /** The permitted addresses of a host; rejects with EgressRefused where there is none. */
  resolve(hostname: string, allowPrivate: boolean): Promise<readonly ResolvedAddress[]>
  /**
   * Looks at a destination's URL before it is stored: null where it may be used, else the code to refuse it
   * with. A name is not resolved here: what it resolves to may change, and is checked at each connection.
   */
  refusal(url: string, allowPrivate: boolean): 'ERR_DESTINATION_URL' | 'ERR_DESTINATION_PRIVATE' | null
}

const noAddress = 'The destination has no address that may be reached.'

/** Names that lead inside by definition (RFC 6761, RFC 6762), refused without asking a resolver. */
const insideNames = /(^|\.)(localhost|local|internal|localdomain|home\.arpa)$/

/**
 * @param resolve - default: the hosts file and the name servers of the machine
 * @param trusted - whose certificates are trusted; default: the system’s
 */
export function createEgress(
  rules: EgressRules,
  resolve: Resolve = createResolver({ by: 'dns' }),
  trusted: SecureContext | null = null,
): Egress {
  const allow = readRules(rules.allow)
  const deny = readRules(rules.deny)

  const permits = (host: string, address: string, allowPrivate: boolean): boolean => {
    const hostname = withoutDot(host)
    if (deny.hosts(hostname) || deny.ranges.some((range) => inRange(address, range))) return false
    if (isMetadataAddress(address))
      return allow.ranges.some((range) => isSingle(range) && inRange(address, range))
    if (isPublicAddress(address) || allow.ranges.some((range) => inRange(address, range))) return true
    return (allowPrivate || allow.hosts(hostname)) && isPrivateAddress(address)
  }

  return {
    trusted,
    permits,
    async resolve(hostname, allowPrivate) {
      if (deny.hosts(withoutDot(hostname))) throw new EgressRefused(noAddress)
      const family = isIP(hostname)
      const found = family === 0 ? await resolve(hostname) : [{ address: hostname, family }]
      const permitted = found.filter(({ address }) => permits(hostname, address, allowPrivate))
      if (permitted.length === 0) throw new EgressRefused(noAddress)
      return permitted
    },
    refusal(text, allowPrivate) {
      // The URL parser drops tabs and line ends, and others may not: one spelling.
      const url = /[\p{Cc}\p{Z}]/u.test(text) ? null : URL.parse(text)
      if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
        return 'ERR_DESTINATION_URL'
      if (url.username !== '' || url.password !== '' || url.hash !== '' || url.port === '0') {
        return 'ERR_DESTINATION_URL'
      }
      const hostname = hostOf(url)
      if (hostname === '') return 'ERR_DESTINATION_URL'
      if (isIP(hostname) !== 0) {
        return permits(hostname, hostname, allowPrivate) ? null : 'ERR_DESTINATION_PRIVATE'
      }
      if (deny.hosts(hostname)) return 'ERR_DESTINATION_PRIVATE'
      const inside = insideNames.test(hostname) || !hostname.includes('.')
      if (inside && !allowPrivate && !allow.hosts(hostname) && allow.ranges.length === 0) {
        return 'ERR_DESTINATION_PRIVATE'
      }
      return null
    },
  }
}

/** Whether a range is one address. */
function isSingle([network, bits]: AddressRange): boolean {
  return bits === (network.kind() === 'ipv4' ? 32 : 128)
}

/** The host of a URL without brackets and without a final dot, in lower case as the URL parser leaves it. */
function hostOf(url: URL): string {
  const host = url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname
  return withoutDot(host)
}

/** `example.com.` is `example.com`, whoever asks. */
function withoutDot(host: string): string {
  return host.endsWith('.') ? host.slice(0, -1) : host
}

function readRules(texts: readonly string[]): {
  hosts: (hostname: string) => boolean
  ranges: readonly AddressRange[]
} {
  const ranges: AddressRange[] = []
  const names = new Set<string>()
  const suffixes: string[] = []
  for (const text of texts) {
    const range = parseRange(text)
    const name = text.toLowerCase()
    if (range !== null) ranges.push(range)
    else if (name.startsWith('*.')) suffixes.push(name.slice(1))
    else names.add(name)
  }
  const hosts = (hostname: string): boolean =>
    names.has(hostname) || suffixes.some((suffix) => hostname.endsWith(suffix))
  return { hosts, ranges }
}
