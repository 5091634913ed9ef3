import { fromBase64, fromHex, toHex } from '../message/encoding.ts'
import type { HashName } from '../platform/platform.ts'
import type { DerivedHmac, DerivedPlace } from './derived-scheme.ts'

/** A text of the message that may be a signature. */
export interface SignatureCandidate {
  readonly place: DerivedHmac['signature']
  /** The lower-case name of the header that it stands in; absent for the query. */
  readonly header?: string
  readonly prefix: string
  readonly hash: HashName
  readonly encoding: DerivedHmac['encoding']
  /** The digest as lower-case hex. */
  readonly digest: string
  /** The tag that it stands behind, such as `v0` of `v0=…`: some sign it too. */
  readonly tag?: string
}

/** A value of the message by its place. */
export interface PlacedValue {
  readonly place: DerivedPlace
  readonly header?: string
  readonly name: string
  readonly value: string
}

/** More of any kind are not looked at. */
const most = 64
const longest = 8192

const hashOfBytes: Readonly<Record<number, HashName>> = {
  20: 'sha1',
  32: 'sha256',
  48: 'sha384',
  64: 'sha512',
}

/** The whole values of headers and query, and the parameters that headers are lists of. */
export function placedValues(
  headers: Readonly<Record<string, string>>,
  url: string | undefined,
): { readonly whole: readonly PlacedValue[]; readonly parts: readonly PlacedValue[] } {
  const whole: PlacedValue[] = []
  const parts: PlacedValue[] = []
  for (const [header, value] of Object.entries(headers)) {
    if (value.length > longest || whole.length >= most) continue
    whole.push({ place: { header }, header, name: header, value })
    for (const separator of [',', ';', '|'] as const) parts.push(...parametersOf(header, value, separator))
  }
  const queried = url === undefined ? -1 : url.indexOf('?')
  if (url !== undefined && queried >= 0) {
    for (const [query, value] of new URLSearchParams(url.slice(queried).replace(/#.*/s, '')))
      if (whole.length < most && value.length <= longest) whole.push({ place: { query }, name: query, value })
  }
  return { whole, parts: parts.slice(0, most) }
}

function parametersOf(header: string, value: string, separator: ',' | ';' | '|'): PlacedValue[] {
  const entries = value.split(separator).map((entry) => /^ ?([\w-]{1,32})=(.*)$/s.exec(entry))
  // A lone `sha256=…` is a prefix.
  if (entries.length < 2) return []
  return entries.flatMap((found) => {
    if (found === null) return []
    const [, parameter = '', text = ''] = found
    const place = separator === ',' ? { header, parameter } : { header, parameter, separator }
    return [{ place, header, name: parameter, value: text }]
  })
}

/** All texts that have the length and the alphabet of a digest. */
export function signatureCandidates(
  whole: readonly PlacedValue[],
  parts: readonly PlacedValue[],
): readonly SignatureCandidate[] {
  const found = parts.flatMap(({ place, header, name, value }) =>
    digestsOf(value).map((digest) => ({
      place,
      ...(header && { header }),
      prefix: '',
      tag: name,
      ...digest,
    })),
  )
  for (const { place, header, value } of whole) {
    const at = { place, ...(header !== undefined && { header }) }
    for (const digest of digestsOf(value)) found.push({ ...at, prefix: '', tag: '', ...digest })
    const prefixed = /^([\w-]{1,32}[= ])(.+)$/s.exec(value)
    if (prefixed !== null) {
      const [, prefix = '', text = ''] = prefixed
      for (const digest of digestsOf(text)) found.push({ ...at, prefix, tag: prefix.slice(0, -1), ...digest })
    }
    if (header !== undefined) found.push(...listed(header, value))
  }
  return found.slice(0, 4 * most)
}

/** Of a list such as `v1,AAAA v1,BBBB`. */
function listed(header: string, value: string): (SignatureCandidate & { tag: string })[] {
  const entries = value.split(' ')
  return entries.flatMap((entry) => {
    const [, tag, joiner, text = ''] = /^(v\d{1,2}a?)([,=])(.+)$/s.exec(entry) ?? []
    // A lone `v1=…` has a prefix.
    if (tag === undefined || joiner === undefined || (joiner === '=' && entries.length < 2)) return []
    const place = { header, tag, separator: ' ', joiner }
    return digestsOf(text).map((digest) => ({ place, header, prefix: '', tag, ...digest }))
  })
}

type Digest = Pick<SignatureCandidate, 'hash' | 'encoding' | 'digest'>

function digestsOf(text: string): Digest[] {
  const found: Digest[] = []
  const add = (bytes: Uint8Array | undefined, encoding: Digest['encoding']): void => {
    const hash = bytes && hashOfBytes[bytes.length]
    if (bytes !== undefined && hash !== undefined) found.push({ hash, encoding, digest: toHex(bytes) })
  }
  if (text.length > 128 || text.length < 26) return found
  if (text === text.toLowerCase()) add(fromHex(text), 'hex')
  else if (text === text.toUpperCase()) add(fromHex(text), 'hex-upper')
  add(fromBase64(text), 'base64')
  if (/[+/]/.test(text)) return found
  const padded = text.padEnd(Math.ceil(text.length / 4) * 4, '=')
  const urlSafe = padded !== text || /[-_]/.test(text)
  if (urlSafe)
    add(
      fromBase64(padded.replaceAll('-', '+').replaceAll('_', '/')),
      text.endsWith('=') ? 'base64url-padded' : 'base64url',
    )
  return found
}
