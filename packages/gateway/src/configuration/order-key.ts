import { createHash } from 'node:crypto'
import type { Failure } from './evaluation.ts'
import { compileExpression, type EventView, type Origin } from './filter.ts'

/** The key by which an event's deliveries are ordered; null: it waits for no other. `onFailure` is told why there is none. */
export type OrderKey = (view: EventView, onFailure?: (why: Failure) => void) => string | null

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
export function compileOrderKey(text: string, origin: Origin = 'new'): OrderKey {
  const evaluate = compileExpression(text, origin)
  return (view, onFailure) => {
    const { value, failure } = evaluate(view)
    if (failure !== null) onFailure?.(failure)
    if (!['string', 'number', 'bigint', 'boolean'].includes(typeof value)) return null
    const key = `${value}`
    return key.length <= longestKey ? key : createHash('sha256').update(key).digest('hex')
  }
}
