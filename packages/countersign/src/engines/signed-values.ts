import { refusal } from '../errors/refusal.ts'
import { judgeClock } from '../message/judge-clock.ts'
import type { Message } from '../message/message.ts'
import { looked, type Place } from '../message/place.ts'
import { readDigits } from '../message/timestamp.ts'
import type { Clock, ClockForm, SignedId } from '../scheme/signed-options.ts'

/** The one value of a place: absent is missing, doubled or not well written is malformed. */
function single(message: Message, place: Place, of: 'TIMESTAMP' | 'ID'): string {
  const values = place.find(message)
  const value = values?.[0]
  if (values?.length === 0) throw refusal(`ERR_${of}_MISSING`, looked(place))
  if (value === undefined || values?.length !== 1) throw refusal(`ERR_${of}_MALFORMED`, looked(place))
  return value
}

/** A timestamp with the way to take it from a message. */
export function clock(form: ClockForm): Clock {
  return {
    ...form,
    toleranceSeconds: form.toleranceSeconds === undefined ? 300 : form.toleranceSeconds,
    judge: judgeClock,
    take(message) {
      const text = single(message, form.at, 'TIMESTAMP')
      const ms = 'read' in form ? form.read(text) : readDigits(text, form.unit)
      if (ms === undefined) throw refusal('ERR_TIMESTAMP_MALFORMED')
      return { text, ms }
    },
  }
}

/** The place of a message id with the way to take it from a message. */
export function signedId(place: Place): SignedId {
  return {
    ...place,
    take(message, without) {
      const id = single(message, place, 'ID')
      if (id === '') throw refusal('ERR_ID_MISSING')
      if (without !== undefined && id.includes(without))
        throw refusal('ERR_ID_MALFORMED', `It holds ${JSON.stringify(without)}.`)
      return id
    },
  }
}
