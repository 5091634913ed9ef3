import { Refusal } from '../../model/refusal.ts'

/**
 * A cursor: which list it belongs to, and numbers that say where its last page ended. Opaque to callers,
 * who may not build on what is inside.
 */
export function formatCursor(list: string, position: readonly (number | null)[]): string {
  return Buffer.from(`${list}:${position.map((part) => part ?? '').join(',')}`, 'latin1').toString(
    'base64url',
  )
}

/** Reads a cursor of this list back. Throws ERR_CURSOR for anything that `formatCursor` has not written. */
export function parseCursor(list: string, length: number, cursor: string): (number | null)[] {
  const text = cursor.length > 200 ? '' : Buffer.from(cursor, 'base64url').toString('latin1')
  const [name, rest] = text.split(':')
  const parts = rest?.split(',') ?? []
  const position = parts.map((part) =>
    part === '' ? null : /^\d{1,16}$/.test(part) ? Number(part) : Number.NaN,
  )
  const whole = position.every((part) => part === null || Number.isSafeInteger(part))
  if (name !== list || position.length !== length || !whole || formatCursor(list, position) !== cursor) {
    throw new Refusal('ERR_CURSOR')
  }
  return position
}
