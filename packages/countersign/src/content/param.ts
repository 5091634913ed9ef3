import type { MadePart } from '../scheme/content.ts'
import { paramOf } from '../scheme/param-text.ts'

/** A setting of the receiver, such as PayPal's webhook id. */
export function param(name: string): MadePart {
  return { part: 'made', make: (message) => [paramOf(message, name)] }
}
