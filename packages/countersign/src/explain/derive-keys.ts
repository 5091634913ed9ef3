import { fromBase64, fromHex, utf8 } from '../message/encoding.ts'
import type { DerivedHmac } from './derived-scheme.ts'

/** A reading of a secret's text, with how the scheme says it; the text's own bytes say nothing. */
export interface KeyCandidate {
  readonly bytes: Uint8Array
  readonly key?: NonNullable<DerivedHmac['key']>
}

/** The readings of a secret: as text, base64 or hex, whole or behind a prefix such as `whsec_`. */
export function keyCandidates(secret: string): readonly KeyCandidate[] {
  const found: KeyCandidate[] = [{ bytes: utf8(secret) }]
  const prefixes = [...new Set(['', ...(/^(?:v1,)?[a-z]{1,16}_/.exec(secret) ?? [])])]
  for (const prefix of prefixes) {
    const text = secret.slice(prefix.length)
    const before = prefix === '' ? {} : { prefix }
    const add = (bytes: Uint8Array | undefined, encoding: 'utf8' | 'base64' | 'hex'): void => {
      if (bytes !== undefined && bytes.length > 0) found.push({ bytes, key: { encoding, ...before } })
    }
    add(fromBase64(text), 'base64')
    add(fromHex(text), 'hex')
    if (prefix !== '') add(utf8(text), 'utf8')
  }
  return found
}
