import type { IncomingMessage } from 'node:http'
import { isIP, isIPv4 } from 'node:net'
import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Longest `X-Forwarded-For` that is read; the rest, which the client may have written, is cut off in front. */
const longestForwarded = 1024
/** Where no address can be told. */
const unknownNetwork = 'unknown'

/** Tells the network that a request comes from: IPv4 /24, IPv6 /48. */
export type ClientNetwork = (request: IncomingMessage) => string

/** The network of an address, and whether what it says of others counts. */
interface Peer {
  readonly network: string
  readonly trusted: boolean
}

/** Peers that are remembered, so that a flood from one of them costs a look into a map. */
const mostPeers = 1024

/**
 * @param trustedProxies - addresses and ranges whose `X-Forwarded-For` counts; of its entries the last one
 *   that is not itself a trusted proxy is the client
 */
export function createClientNetwork(trustedProxies: readonly string[]): ClientNetwork {
  const isTrusted = trustIn(trustedProxies)
  const peers = new Map<string, Peer>()
  const peerAt = (text: string): Peer => {
    const known = peers.get(text)
    if (known !== undefined) return known
    const address = parse(text)
    const trusted = address !== null && isTrusted(address)
    const peer = { network: address === null ? unknownNetwork : networkOf(address), trusted }
    if (peers.size >= mostPeers) peers.clear()
    peers.set(text, peer)
    return peer
  }
  return (request) => {
    let peer = peerAt(request.socket.remoteAddress ?? '')
    if (!peer.trusted) return peer.network
    const forwarded = [request.headers['x-forwarded-for'] ?? []].flat().join(',').slice(-longestForwarded)
    for (const entry of forwarded.split(',').reverse()) {
      const before = peerAt(withoutPort(entry.trim()))
      if (before.network === unknownNetwork) break
      peer = before
      if (!peer.trusted) break
    }
    return peer.network
  }
}

/** Tells whether an address is one of the trusted proxies', for those who see no headers. */
export function createIsProxy(trustedProxies: readonly string[]): (text: string) => boolean {
  const isTrusted = trustIn(trustedProxies)
  return (text) => {
    const address = trustedProxies.length === 0 ? null : parse(text)
    return address !== null && isTrusted(address)
  }
}

function trustIn(trustedProxies: readonly string[]): (address: Address) => boolean {
  const ranges = trustedProxies.map(parseRange)
  return (address) => ranges.some((range) => matches(address, range))
}

/** The network of an address, for those who know no proxies. */
export function networkOfPeer(text = ''): string {
  // Taking it apart and putting it together again would be paid by each that comes.
  if (isIPv4(text)) return `${text.slice(0, text.lastIndexOf('.'))}.0/24`
  const address = parse(text)
  return address === null ? unknownNetwork : networkOf(address)
}

function matches(address: Address, range: [Address, number]): boolean {
  return range[0].kind() === address.kind() && address.match(range)
}

/** An address, or a range such as `10.0.0.0/8`; throws where it is neither. */
function parseRange(text: string): [Address, number] {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.process(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

/** IPv4 written as IPv6 is IPv4. */
function parse(text: string): Address | null {
  return isIP(text) === 0 ? null : ipaddr.process(text)
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
