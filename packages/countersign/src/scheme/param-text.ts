import { fault } from '../errors/fault.ts'
import type { Message } from '../message/message.ts'

/** A setting of the receiver where a text stands, such as Braintree's public key. */
export interface ParamValue {
  readonly param: string
}

/** A text, parts of which the receiver's settings may give. */
export type ParamText = string | readonly (string | ParamValue)[]

/** A text that is worked out of the receiver's settings. */
export type MadeText = (message: Pick<Message, 'params'>) => string

/** A setting's value. A verifier without one that must be set is not built; who signs may have left it out. */
export function paramOf({ params }: Pick<Message, 'params'>, name: string): string {
  const value = Object.hasOwn(params, name) ? params[name] : undefined
  if (value === undefined) {
    throw fault('ERR_OPTIONS_INVALID', `param-unset ${name}`)
  }
  return value
}

/** The text as it is for this receiver. */
export function textOf(text: ParamText, message: Pick<Message, 'params'>): string {
  if (typeof text === 'string') return text
  return text.map((piece) => (typeof piece === 'string' ? piece : paramOf(message, piece.param))).join('')
}
