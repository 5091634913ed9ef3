import type { Seal } from '../seal/seal.ts'
import { stableText } from './stable-text.ts'

/**
 * The tag of a source, destination or route as it stands: another one says that somebody has changed it. Its secrets and
 * its health have no part in it: they are changed by themselves. Keyed, as `markOf` is, for the sake of settings that are
 * secrets.
 */
export function tagOf(thing: object, seal: Pick<Seal, 'mark'>): string {
  // The number is given by the store, after the tag may have been asked for.
  const { number: _given, ...rest } = thing as { readonly number?: number }
  return seal.mark(stableText(rest), 'tag').slice(0, 22)
}
