import type { ErrorCode } from '../errors/error-codes.ts'
import { refusal } from '../errors/refusal.ts'
import type { Message } from '../message/message.ts'
import { looked, type Place } from '../message/place.ts'
import { readDigits } from '../message/timestamp.ts'
import type { SignedForm } from '../scheme/signed-options.ts'

/** What a message says of itself under its signature. */
export interface SignedValues {
  readonly timestamp: string | undefined
  readonly id: string | undefined
  /** Milliseconds since 1970. */
  readonly signedAt: number | undefined
}

/** The one value of a place: absent is missing, doubled or not well written is malformed. */
function single(message: Message, place: Place, missing: ErrorCode, malformed: ErrorCode): string {
  const values = place.find(message)
  const [value] = values ?? []
  if (values?.length === 0) throw refusal(missing, looked(place))
  if (value === undefined || values?.length !== 1) throw refusal(malformed, looked(place))
  return value
}

/** Presence and shape of timestamp and id, before any cryptography. The clock is judged elsewhere. */
export function readSignedValues(message: Message, options: SignedForm): SignedValues {
  const { timestamp, idWithout } = options
  let stamp: string | undefined
  let signedAt: number | undefined
  if (timestamp !== undefined) {
    stamp = single(message, timestamp.at, 'ERR_TIMESTAMP_MISSING', 'ERR_TIMESTAMP_MALFORMED')
    signedAt = 'read' in timestamp ? timestamp.read(stamp) : readDigits(stamp, timestamp.unit)
    if (signedAt === undefined) throw refusal('ERR_TIMESTAMP_MALFORMED')
  }
  const id =
    options.id === undefined ? undefined : single(message, options.id, 'ERR_ID_MISSING', 'ERR_ID_MALFORMED')
  if (id === '') throw refusal('ERR_ID_MISSING')
  if (id !== undefined && idWithout !== undefined && id.includes(idWithout)) {
    throw refusal('ERR_ID_MALFORMED', `It holds ${JSON.stringify(idWithout)}.`)
  }
  return { timestamp: stamp, id, signedAt }
}
