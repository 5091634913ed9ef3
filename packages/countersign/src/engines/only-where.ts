import { refusal } from '../errors/refusal.ts'
import { looked, type Place } from '../message/place.ts'
import type { Scheme } from '../scheme/scheme.ts'

/**
 * A scheme for messages that say it themselves: what stands at a place must be so, as in Sinch's header with the
 * algorithm. With `either()` it tells which of several holds.
 *
 * @param fits - of what stands there; `undefined` where nothing does. Of a place with several values none fits.
 */
export function onlyWhere<S extends Scheme>(
  place: Place,
  fits: (text: string | undefined) => boolean,
  scheme: S,
): S {
  const { proof } = scheme
  const check: typeof proof.check = (message, keys, context) => {
    const values = place.find(message)
    if (values === undefined || values.length > 1 || !fits(values[0]))
      throw refusal('ERR_SIGNATURE_MALFORMED', looked(place))
    return proof.check(message, keys, context)
  }
  const headers = [...new Set([...proof.headers, ...place.headers])]
  return Object.freeze({ ...scheme, proof: Object.freeze({ ...proof, headers, check }) })
}
