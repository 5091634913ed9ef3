import type { Scheme } from 'countersign'
import { schemes } from '../configuration/named-schemes.ts'
import { Refusal } from '../model/refusal.ts'

/** The scheme of this name in the library's catalogue, or ERR_SCHEME_UNKNOWN. */
export function schemeNamed(name: string): Scheme {
  const scheme = Object.hasOwn(schemes, name) ? schemes[name] : undefined
  if (scheme === undefined) {
    throw new Refusal(
      'ERR_SCHEME_UNKNOWN',
      `There is no scheme "${name}". There are: ${Object.keys(schemes).join(', ')}.`,
    )
  }
  return scheme
}
