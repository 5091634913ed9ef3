import type { Message } from '../../message/message.ts'
import { findOne } from '../../message/place.ts'
import type { Alphabet, Challenge } from '../../scheme/handshake.ts'

const alphabets: Readonly<Record<Alphabet, RegExp>> = {
  hex: /^[0-9a-fA-F]*$/,
  digits: /^[0-9]*$/,
  token: /^[A-Za-z0-9_-]*$/,
  base64: /^[A-Za-z0-9+/_-]*={0,2}$/,
  uuid: /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
  host: /^[A-Za-z0-9.:-]*$/,
  visible: /^[!-~]*$/,
  printable: /^[ -~]*$/,
}

/** The most characters of a challenge whose scheme names no other number. */
export const longestChallenge = 512

/** Whether a text has a challenge's form. The length first: nothing is looked at that is too long. */
export function fits(
  text: string,
  { alphabet, least = 1, most = longestChallenge }: Omit<Challenge, 'at'>,
): boolean {
  return text.length >= least && text.length <= most && alphabets[alphabet].test(text)
}

/** The challenge of a request; `undefined` where it has none, more than one, or one of another form. */
export function challengeOf(message: Message, challenge: Challenge): string | undefined {
  const text = findOne(message, challenge.at)
  return text !== undefined && fits(text, challenge) ? text : undefined
}
