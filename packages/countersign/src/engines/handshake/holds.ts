import type { Message } from '../../message/message.ts'
import { findOne } from '../../message/place.ts'
import type { HandshakeCondition, HandshakeHold } from '../../scheme/handshake.ts'

function stands(message: Message, hold: HandshakeHold): boolean {
  const { at } = hold
  if ('emptyList' in hold) {
    const list = at.in === 'json' ? message.field(...at.path) : undefined
    return Array.isArray(list) && list.length === 0
  }
  const { value } = hold
  // An object is something, too, though no text.
  if (value === false && at.in === 'json') return message.field(...at.path) === undefined
  const found = findOne(message, at)
  if (typeof value === 'boolean') return value === (found !== undefined && found !== '')
  return found === String(value)
}

/** Whether a request of a rule's method is the one that it is about. */
export function holds(message: Message, { holds = [], fields }: HandshakeCondition): boolean {
  if (!holds.every((hold) => stands(message, hold))) return false
  if (fields === undefined) return true
  const root = message.field()
  if (typeof root !== 'object' || root === null || Array.isArray(root)) return false
  return Object.keys(root).every((name) => fields.includes(name))
}
