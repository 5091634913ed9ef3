import type { Configuration } from '../../model/configuration.ts'
import type { Identity } from '../../model/identity.ts'
import { masksOf } from './masked-body.ts'

/**
 * Of sources by number (absent: of all) those in whose bodies somebody may look for words, or try filters: whoever may
 * not see what is masked does not find it by guessing either.
 */
export function unmaskedSources(
  configuration: Configuration,
  { may }: Pick<Identity, 'may'>,
  among: readonly number[] | undefined,
): readonly number[] | undefined {
  if (may.actions.has('events.unmask')) return among
  const masks = (source: number): boolean => masksOf(configuration, source).length > 0
  const numbers = among ?? [...configuration.sources].map(({ number }) => number)
  return numbers.some(masks) ? numbers.filter((source) => !masks(source)) : among
}
