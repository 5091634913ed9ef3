import { base64, hex } from '../message/spelling.ts'
import type { HmacForm } from '../scheme/hmac-options.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { hmac } from './hmac/hmac.ts'

/** The ways in which Convoy signs: hash and encoding are settings of the project there; no two write the same length. */
export function convoySigned(options: Omit<HmacForm, 'hash' | 'encoding'>): readonly Scheme[] {
  return (['sha256', 'sha512'] as const).flatMap((hash) =>
    [hex, base64].map((encoding) => hmac({ ...options, hash, encoding })),
  )
}
