import { createHash } from 'node:crypto'
import { compileExpression, type EventView } from './filter.ts'

/** The key by which an event's deliveries are ordered; null: it waits for no other. */
export type OrderKey = (view: EventView) => string | null

const longestKey = 200

/**
 * Compiles a CEL expression whose value is the key: text, a number or a truth value. An event on which it
 * fails, or whose value is another, has no key. Long keys are stood for by their SHA-256.
 *
 * @example
 * const key = compileOrderKey('json.data.roomId')
 *
 * Throws FilterRefused.
 */
export function compileOrderKey(text: string): OrderKey {
  const evaluate = compileExpression(text)
  return (view) => {
    const value = evaluate(view)
    if (!['string', 'number', 'bigint', 'boolean'].includes(typeof value)) return null
    const key = `${value}`
    return key.length <= longestKey ? key : createHash('sha256').update(key).digest('hex')
  }
}
