import { randomBytes } from 'node:crypto'

/** What `send --tamper` can do to an authentic message. */
export const tamperKinds = [
  'body',
  'signature',
  'secret',
  'timestamp',
  'replay',
  'reserialize',
  'missing',
] as const

export type TamperKind = (typeof tamperKinds)[number]

/** What each kind does, for the help. */
export const tamperMeanings: Readonly<Record<TamperKind, string>> = {
  body: 'one byte of the body is changed after signing',
  signature: 'one digit of the signature is changed',
  secret: 'signed with another secret',
  timestamp: 'signed longer ago than the scheme tolerates',
  replay: 'the same request is sent twice',
  reserialize: 'the JSON is parsed and written again after signing, as body parsers do',
  missing: 'the signature is left out',
}

/** A signed message on its way. */
export interface SignedMessage {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Changes a signed message; kinds that change how it is signed or sent leave it as it is. */
export function tamperSigned(kind: TamperKind | undefined, message: SignedMessage): SignedMessage {
  if (kind === 'body') return { ...message, body: changedByte(message.body) }
  if (kind === 'reserialize') return { ...message, body: reserialized(message.body) }
  if (kind === 'signature') return { ...message, headers: mapSignature(message.headers, changedDigit) }
  if (kind === 'missing') return { ...message, headers: mapSignature(message.headers, () => undefined) }
  return message
}

/** Another secret of the same form. */
export function otherSecret(secret: string): string {
  return (secret.startsWith('whsec_') ? 'whsec_' : '') + randomBytes(24).toString('base64')
}

function changedByte(body: Uint8Array): Uint8Array {
  const changed = Uint8Array.from(body)
  const digitsAndLetters = (byte: number): boolean => /[0-9A-Za-z]/.test(String.fromCharCode(byte))
  const at = changed.findLastIndex(digitsAndLetters)
  if (at < 0) return Uint8Array.from([...body, 0x20])
  // Still a digit or a letter, so that JSON stays JSON and only the signature can tell.
  changed[at] = changed[at] === 0x30 ? 0x31 : 0x30
  return changed
}

function reserialized(body: Uint8Array): Uint8Array {
  const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  const compact = Buffer.from(JSON.stringify(value))
  return compact.equals(body) ? Buffer.from(JSON.stringify(value, null, 2)) : compact
}

function mapSignature(
  headers: Readonly<Record<string, string>>,
  change: (value: string) => string | undefined,
): Record<string, string> {
  const names = Object.keys(headers)
  const carrier = names.find((name) => /signature|hmac/i.test(name)) ?? names[0]
  const changed: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    const next = name === carrier ? change(value) : value
    if (next !== undefined) changed[name] = next
  }
  return changed
}

/** Ten from the end: inside the signature in every scheme, and a digit is both hex and base64. */
function changedDigit(value: string): string {
  const at = Math.max(0, value.length - 10)
  return value.slice(0, at) + (value.charAt(at) === '0' ? '1' : '0') + value.slice(at + 1)
}
