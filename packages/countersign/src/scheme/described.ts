import type { Message } from '../message/message.ts'
import type { Place } from '../message/place.ts'
import { findOne } from '../message/place.ts'
import type { DedupeFields, Description } from './facts.ts'

/** Where a message says what it is. */
export interface DescribedBy {
  /** Where the type stands; of several places what they hold is joined with `.`, absent ones left out. */
  readonly type?: Place | readonly Place[]
  /** Where the provider's id of the event stands. */
  readonly id?: Place
  /** Whether the id tells a repeated delivery, and on what promise; only where the provider's documentation gives one. */
  readonly dedupe?: Exclude<DedupeFields['basis'], 'signed-fields'>
  /** Where signed values stand that the provider uses for one message alone, such as a token: they tell a repeat. */
  readonly once?: readonly Place[]
}

/** A scheme's `describe` from places alone. */
export function described({ type, id, dedupe, once }: DescribedBy): (message: Message) => Description {
  const places = type === undefined ? [] : 'in' in type ? [type] : type
  return (message) => {
    const words = places.flatMap((place) => findOne(message, place) || [])
    const found = id === undefined ? undefined : findOne(message, id)
    return {
      ...(words.length === 0 ? {} : { type: words.join('.') }),
      ...(found === undefined || found === '' ? {} : { id: found }),
      ...(dedupe === undefined || found === undefined || found === ''
        ? {}
        : { dedupe: { basis: dedupe, fields: [found] } }),
      ...(once === undefined ? {} : usedUp(message, once)),
    }
  }
}

/** The values at all of these places; what leaves one out was not signed by them. */
function usedUp(message: Message, once: readonly Place[]): Pick<Description, 'dedupe'> {
  const fields = once.map((place) => findOne(message, place))
  return fields.every((field) => field !== undefined) ? { dedupe: { basis: 'signed-fields', fields } } : {}
}
