/** So many values are remembered, of each kind: of tens of thousands of policies most are the same few. */
const mostShared = 16

/**
 * Values of JSON that are equal become one, the latest ones asked for first. What is not equal to any of them is
 * remembered in the place of the one that was longest not met.
 */
export function sharing(): <T>(value: T) => T {
  const known: unknown[] = []
  return <T>(value: T): T => {
    const at = known.findIndex((other) => isSame(other, value))
    if (at === 0) return known[0] as T
    const shared = at < 0 ? value : known[at]
    if (at > 0) known.splice(at, 1)
    known.unshift(shared)
    if (known.length > mostShared) known.pop()
    return shared as T
  }
}

function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const [these, those] = [one as Record<string, unknown>, other as Record<string, unknown>]
  const names = Object.keys(these)
  return (
    names.length === Object.keys(those).length &&
    names.every((name) => Object.hasOwn(those, name) && isSame(these[name], those[name]))
  )
}

/** Bytes that stand in one buffer: to tell the journal of some of them again sends them all. */
const mostPacked = 16 * 1024

/**
 * Lays bytes beside others, since a buffer of their own takes several times what they do.
 *
 * @param total - bytes that there will be in all
 */
export function packing(total: number): (bytes: Uint8Array) => Uint8Array {
  let left = total
  let room = new Uint8Array(0)
  return (bytes) => {
    if (bytes.length > room.length) room = new Uint8Array(Math.max(bytes.length, Math.min(mostPacked, left)))
    const packed = room.subarray(0, bytes.length)
    packed.set(bytes)
    room = room.subarray(bytes.length)
    left -= bytes.length
    return packed
  }
}
