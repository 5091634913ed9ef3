import { toBase64, utf8 } from '../message/encoding.ts'
import type { PlacedValue } from './derive-signatures.ts'
import type { DerivedToken } from './derived-scheme.ts'

/** What stands before a token: a word and what parts it from the token. */
const word = /^(?:[\w-]{1,32}[ =:] ?)?$/

/** The places that hold the secret itself, alone or behind a word. */
export function tokens(name: string, secret: string, whole: readonly PlacedValue[]): readonly DerivedToken[] {
  const user = secret.includes(':') ? `Basic ${toBase64(utf8(secret))}` : undefined
  return whole.flatMap(({ place, header, value }): DerivedToken[] => {
    if (header === 'authorization' && value === user) return [{ kind: 'basic', name }]
    if (!value.endsWith(secret)) return []
    const prefix = value.slice(0, -secret.length)
    return word.test(prefix) ? [{ kind: 'token', name, at: place, ...(prefix !== '' && { prefix }) }] : []
  })
}
