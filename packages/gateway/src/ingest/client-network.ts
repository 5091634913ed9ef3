import type { IncomingMessage } from 'node:http'
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Longest `X-Forwarded-For` that is read; the rest, which the client may have written, is cut off in front. */
const longestForwarded = 1024
/** Where no address can be told. */
const unknownNetwork = 'unknown'

/** Tells the network that a request comes from: IPv4 /24, IPv6 /48. */
export type ClientNetwork = (request: IncomingMessage) => string

/**
 * @param trustedProxies - addresses and ranges whose `X-Forwarded-For` counts; of its entries the last one
 *   that is not itself a trusted proxy is the client
 */
export function createClientNetwork(trustedProxies: readonly string[]): ClientNetwork {
  const ranges = trustedProxies.map(parseRange)
  const trusted = (address: Address): boolean =>
    ranges.some((range) => range[0].kind() === address.kind() && address.match(range))
  return (request) => {
    let address = parse(request.socket.remoteAddress ?? '')
    if (address === null) return unknownNetwork
    if (!trusted(address)) return networkOf(address)
    const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').slice(-longestForwarded)
    for (const entry of forwarded.split(',').reverse()) {
      const before = parse(withoutPort(entry.trim()))
      if (before === null) break
      address = before
      if (!trusted(address)) break
    }
    return networkOf(address)
  }
}

/** An address, or a range such as `10.0.0.0/8`; throws where it is neither. */
function parseRange(text: string): [Address, number] {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

/** IPv4 written as IPv6 is IPv4. */
function parse(text: string): Address | null {
  return ipaddr.isValid(text) ? ipaddr.process(text) : null
}

/** Some proxies write a port behind the address. */
function withoutPort(text: string): string {
  return /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text
}

function networkOf(address: Address): string {
  const bits = address.kind() === 'ipv4' ? 24 : 48
  const bytes = address.toByteArray().map((byte, at) => (at * 8 < bits ? byte : 0))
  return `${ipaddr.fromByteArray(bytes)}/${bits}`
}
