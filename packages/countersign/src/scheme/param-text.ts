import { WebhookError } from '../errors/webhook-error.ts'
import type { Message } from '../message/message.ts'

/** A setting of the receiver where a text stands, such as Braintree's public key. */
export interface ParamValue {
  readonly param: string
}

/** A text, parts of which the receiver's settings may give. */
export type ParamText = string | readonly (string | ParamValue)[]

/** A setting's value. A verifier without one that must be set is not built; who signs may have left it out. */
export function paramOf({ params }: Pick<Message, 'params'>, name: string): string {
  const value = Object.hasOwn(params, name) ? params[name] : undefined
  if (value === undefined) {
    throw new WebhookError('ERR_OPTIONS_INVALID', { detail: `The param ${name} is not set.` })
  }
  return value
}

/** The text as it is for this receiver. */
export function textOf(text: ParamText, message: Pick<Message, 'params'>): string {
  if (typeof text === 'string') return text
  return text.map((piece) => (typeof piece === 'string' ? piece : paramOf(message, piece.param))).join('')
}
