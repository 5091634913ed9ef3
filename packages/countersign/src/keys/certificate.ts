import { WebhookError } from '../errors/webhook-error.ts'
import { fromBase64 } from '../message/encoding.ts'

/** What is looked at of an X.509 certificate (RFC 5280 section 4.1). */
export interface Certificate {
  /** The public key, SPKI DER. */
  readonly spki: Uint8Array
  /** Milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
  /** Common names of the subject and DNS names of the extension, in lower case. */
  readonly names: readonly string[]
}

interface Element {
  readonly tag: number
  /** With its head. */
  readonly whole: Uint8Array
  readonly content: Uint8Array
}

const largest = 64 * 1024
const [sequence, utcTime, bitString] = [0x30, 0x17, 0x03]
/** 2.5.4.3 and 2.5.29.17, as DER writes them. */
const commonName = [0x55, 0x04, 0x03]
const alternativeNames = [0x55, 0x1d, 0x11]

function unreadable(): never {
  throw new WebhookError('ERR_SECRET_MALFORMED', { detail: 'It is no certificate that can be read.' })
}

/** The elements in some DER, one after the other; lengths of up to three bytes. */
function elements(bytes: Uint8Array): readonly Element[] {
  const found: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const [tag = 0, first = 0] = bytes.subarray(at)
    const more = first & 0x80 ? first & 0x7f : 0
    if (more > 3 || first === 0x80) unreadable()
    let length = more === 0 ? first : 0
    for (const byte of bytes.subarray(at + 2, at + 2 + more)) length = length * 256 + byte
    const end = at + 2 + more + length
    if (end > bytes.length) unreadable()
    found.push({ tag, whole: bytes.subarray(at, end), content: bytes.subarray(at + 2 + more, end) })
    at = end
  }
  return found
}

function ascii(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 256))
}

/** RFC 5280 section 4.1.2.5: two digits of the year until 2049. */
function moment({ tag, content }: Element): number {
  const text = ascii(content)
  const short = tag === utcTime
  const year = short ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text.slice(0, 2)}` : text.slice(0, 4)
  const [, month, day, hour, minute, second] =
    /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(text.slice(short ? 2 : 4)) ?? unreadable()
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(time) ? unreadable() : time
}

function isOid(element: Element | undefined, oid: readonly number[]): boolean {
  return (
    element?.tag === 0x06 &&
    element.content.length === oid.length &&
    oid.every((byte, i) => element.content[i] === byte)
  )
}

function subjectNames(subject: Element): string[] {
  return elements(subject.content).flatMap((set) =>
    elements(set.content).flatMap((pair) => {
      const [type, value] = elements(pair.content)
      return isOid(type, commonName) && value !== undefined ? [ascii(value.content)] : []
    }),
  )
}

function extensionNames(rest: readonly Element[]): string[] {
  const holder = rest.find(({ tag }) => tag === 0xa3)
  const [list] = holder === undefined ? [] : elements(holder.content)
  if (list === undefined) return []
  return elements(list.content).flatMap((extension) => {
    const parts = elements(extension.content)
    const value = parts.at(-1)
    if (!isOid(parts[0], alternativeNames) || value === undefined) return []
    const [names] = elements(value.content)
    return names === undefined
      ? []
      : elements(names.content).flatMap(({ tag, content }) => (tag === 0x82 ? [ascii(content)] : []))
  })
}

/** Reads a certificate in DER; throws ERR_SECRET_MALFORMED. */
export function readCertificate(der: Uint8Array): Certificate {
  const [certificate, ...behind] = elements(der)
  if (certificate?.tag !== sequence || behind.length > 0 || der.length > largest) unreadable()
  const [signed] = elements(certificate.content)
  if (signed?.tag !== sequence) unreadable()
  const all = elements(signed.content)
  // The version is left out of certificates of version 1.
  const fields = all[0]?.tag === 0xa0 ? all.slice(1) : all
  const [, , , validity, subject, spki, ...rest] = fields
  if (validity === undefined || subject === undefined || spki?.tag !== sequence) unreadable()
  const [notBefore, notAfter] = elements(validity.content)
  if (notBefore === undefined || notAfter === undefined) unreadable()
  if (elements(spki.content)[1]?.tag !== bitString) unreadable()
  return {
    spki: spki.whole,
    notBefore: moment(notBefore),
    notAfter: moment(notAfter),
    names: [...subjectNames(subject), ...extensionNames(rest)].map((name) => name.toLowerCase()),
  }
}

/** The first certificate of a PEM text, which is the one that signs; `undefined` where the text holds none. */
export function certificateIn(pem: string): Certificate | undefined {
  const found = /^\s*-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem)
  const [, text] = found ?? []
  if (text === undefined) return undefined
  const der = text.length > 2 * largest ? undefined : fromBase64(text.replaceAll(/\s/g, ''))
  return der === undefined ? unreadable() : readCertificate(der)
}
