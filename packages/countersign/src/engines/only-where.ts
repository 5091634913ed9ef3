import { refusal } from '../errors/refusal.ts'
import type { Message } from '../message/message.ts'
import { looked, type Place } from '../message/place.ts'
import type { Scheme } from '../scheme/scheme.ts'

type Params = Message['params']

/**
 * A scheme for messages that say it themselves: what stands at a place must be so, as in Box's header with the version.
 * With `either()` it tells which of several holds.
 *
 * @param fits - of what stands there, `undefined` where nothing does, and of the receiver's settings. Of a place with
 * several values none fits.
 * @param said - what a message that is signed here says there, where the place is a header. Default: nothing is written.
 */
export function onlyWhere<S extends Scheme>(
  place: Place,
  fits: (text: string | undefined, params: Params) => boolean,
  scheme: S,
  said?: (params: Params) => string | undefined,
): S {
  const { proof } = scheme
  const check: typeof proof.check = (message, keys, context) => {
    const values = place.find(message)
    if (values === undefined || values.length > 1 || !fits(values[0], message.params))
      throw refusal('ERR_SIGNATURE_MALFORMED', looked(place))
    return proof.check(message, keys, context)
  }
  const headers = [...new Set([...proof.headers, ...place.headers])]
  const says = said === undefined || place.in !== 'header' ? [] : [{ header: place.spelling, said }]
  return Object.freeze({
    ...scheme,
    proof: Object.freeze({ ...proof, headers, check, says: [...(proof.says ?? []), ...says] }),
  })
}
