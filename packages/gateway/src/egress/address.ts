import ipaddr from 'ipaddr.js'
import { metadataAddresses } from './metadata-addresses.ts'

/** A network and the number of its leading bits. */
export type AddressRange = readonly [network: ipaddr.IPv4 | ipaddr.IPv6, bits: number]

/**
 * What ipaddr.js counts as unicast and is none that a delivery may go to. `4000::/2` and above is not
 * allocated: global unicast is `2000::/3` alone, which also leaves out SRv6 (`5f00::/16`) and all that is
 * assigned later.
 */
const globalUnicast6 = ipaddr.IPv6.parseCIDR('2000::/3')

const nat64WellKnown = ipaddr.IPv6.parseCIDR('64:ff9b::/96')
const nat64Local = ipaddr.IPv6.parseCIDR('64:ff9b:1::/48')
const sixToFour = ipaddr.IPv6.parseCIDR('2002::/16')
const teredo = ipaddr.IPv6.parseCIDR('2001::/32')
const v4Mapped = ipaddr.IPv6.parseCIDR('::ffff:0:0/96')
const v4Translated = ipaddr.IPv6.parseCIDR('::ffff:0:0:0/96')
const v4Compatible = ipaddr.IPv6.parseCIDR('::/96')

/**
 * Whether an address (text, without brackets) lies in the public internet, and so do the IPv4 addresses that
 * it may embed. False for what is no address at all. What a NAT64 of a local prefix reaches is unknown, so
 * it is refused whole.
 */
export function isPublicAddress(address: string): boolean {
  const parsed = parseAddress(address)
  if (parsed === null) return false
  if (parsed.kind() === 'ipv4') return isPublic4(parsed as ipaddr.IPv4)
  return isPublic6(parsed as ipaddr.IPv6)
}

const privateRanges = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '::1/128',
  'fc00::/7',
]
  .map(parseRange)
  .filter((range) => range !== null)

/**
 * Whether an address is one that `allowPrivate` lets a destination have: loopback, private, carrier-grade NAT
 * and unique local. Link-local, multicast, reserved and documentation ranges are none of these.
 */
export function isPrivateAddress(address: string): boolean {
  const plain = parsePlain(address)
  return plain !== null && privateRanges.some((range) => lies(plain, range))
}

/** Whether an address is one where a cloud keeps a machine's secrets, or an IPv6 form that leads to one. */
export function isMetadataAddress(address: string): boolean {
  const parsed = parseAddress(address)
  if (parsed === null) return false
  if (metadata.has(parsed.toNormalizedString())) return true
  if (parsed.kind() === 'ipv4') return false
  const six = parsed as ipaddr.IPv6
  const embedded = embedded4(six)
  // Of the forms that are refused whole, too, the last four bytes may be an IPv4 address.
  const all = embedded === 'unknown' ? [new ipaddr.IPv4(six.toByteArray().slice(12))] : (embedded ?? [])
  return all.some((one) => metadata.has(one.toNormalizedString()))
}

const metadata = new Set(metadataAddresses.map((address) => ipaddr.parse(address).toNormalizedString()))

function isPublic4(address: ipaddr.IPv4): boolean {
  return address.range() === 'unicast'
}

function isPublic6(address: ipaddr.IPv6): boolean {
  const embedded = embedded4(address)
  if (embedded === 'unknown') return false
  if (embedded !== null) return embedded.every(isPublic4)
  return address.match(globalUnicast6) && address.range() === 'unicast'
}

/** The IPv4 addresses that an IPv6 address leads to; null where it is a plain one. */
function embedded4(address: ipaddr.IPv6): readonly ipaddr.IPv4[] | 'unknown' | null {
  const bytes = address.toByteArray()
  const at = (offset: number): ipaddr.IPv4 => new ipaddr.IPv4(bytes.slice(offset, offset + 4))
  if (address.match(nat64Local) || address.match(v4Compatible)) return 'unknown'
  if (address.match(v4Mapped) || address.match(v4Translated)) return [at(12)]
  if (address.match(nat64WellKnown)) return [at(12)]
  if (address.match(sixToFour)) return [at(2)]
  // RFC 4380, section 4: the server's address, and the client's with every bit turned over.
  if (address.match(teredo)) return [at(4), new ipaddr.IPv4(bytes.slice(12).map((byte) => byte ^ 0xff))]
  return null
}

/**
 * Reads `10.0.0.0/8`, `fd00::/8` or a single address; an IPv4-mapped one is the IPv4 one, as addresses are compared.
 * Null where it is none of these.
 */
export function parseRange(text: string): AddressRange | null {
  try {
    if (text.includes('/')) return unmappedRange(ipaddr.parseCIDR(text))
    const address = parseAddress(text)
    return address === null ? null : unmappedRange([address, address.kind() === 'ipv4' ? 32 : 128])
  } catch {
    return null
  }
}

function unmappedRange([network, bits]: AddressRange): AddressRange {
  // As all of IPv4, whose bits are 32.
  if (bits < 96) return [network, bits]
  const plain = unmapped(network as ipaddr.IPv6)
  return plain.kind() === 'ipv4' ? [plain, bits - 96] : [network, bits]
}

/** Whether an address lies in a range; an IPv4-mapped one is compared as the IPv4 address that it is. */
export function inRange(address: string, range: AddressRange): boolean {
  const plain = parsePlain(address)
  return plain !== null && lies(plain, range)
}

type Parsed = ipaddr.IPv4 | ipaddr.IPv6

function parsePlain(address: string): Parsed | null {
  const parsed = parseAddress(address)
  return parsed?.kind() === 'ipv6' ? unmapped(parsed as ipaddr.IPv6) : parsed
}

function lies(plain: Parsed, [network, bits]: AddressRange): boolean {
  return plain.kind() === network.kind() && plain.match(network as never, bits)
}

function unmapped(address: ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  return address.match(v4Mapped) ? address.toIPv4Address() : address
}

/** Strict: four decimal parts or IPv6 without a zone; the odd forms are left to the URL parser to resolve. */
function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  // ipaddr.js reads the IPv4-compatible `::1.2.3.4` as the mapped `::ffff:1.2.3.4`, which is another address.
  if (/^::[\d.]+\.\d+$/.test(text)) return parseAddress(`::0:${text.slice(2)}`)
  if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return null
  return ipaddr.IPv6.parse(text)
}
