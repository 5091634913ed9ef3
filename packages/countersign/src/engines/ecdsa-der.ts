/**
 * An ECDSA signature in DER, as OpenSSL writes it, as the r and s of fixed length that both platforms verify.
 *
 * RFC 3279 section 2.2.3: a sequence of two integers. Strict: lengths in their shortest form, no integer that is
 * negative, padded or longer than the curve, nothing behind. `undefined` for anything else.
 *
 * @param bytes - how many r and s have together
 */
export function fixedFromDer(der: Uint8Array, bytes: number): Uint8Array | undefined {
  const long = der[1] === 0x81
  const start = long ? 3 : 2
  const length = long ? der[2] : der[1]
  if (der[0] !== 0x30 || length === undefined || length < 0x80 === long) return undefined
  if (der.length !== start + length) return undefined
  const half = bytes / 2
  const fixed = new Uint8Array(bytes)
  let at = start
  for (const end of [half, bytes]) {
    const size = der[at + 1]
    if (der[at] !== 0x02 || size === undefined || size === 0) return undefined
    const integer = der.subarray(at + 2, at + 2 + size)
    at += 2 + size
    const [first = 0, second = 0] = integer
    if (first >= 0x80 || (first === 0 && size > 1 && second < 0x80)) return undefined
    const digits = first === 0 ? integer.subarray(1) : integer
    if (digits.length > half) return undefined
    fixed.set(digits, end - digits.length)
  }
  return at === der.length ? fixed : undefined
}

/** An integer as DER writes it: no leading zero bytes but one where the number would be negative. */
function integer(bytes: Uint8Array): number[] {
  // Of nothing but zeros the last is left.
  const digits = [...bytes.subarray(bytes.findIndex((byte) => byte !== 0))]
  if ((digits[0] ?? 0) >= 0x80) digits.unshift(0)
  return [0x02, digits.length, ...digits]
}

/** The r and s of fixed length as OpenSSL writes them. */
export function derFromFixed(fixed: Uint8Array): Uint8Array {
  const half = fixed.length / 2
  const both = [...integer(fixed.subarray(0, half)), ...integer(fixed.subarray(half))]
  return new Uint8Array(
    both.length < 0x80 ? [0x30, both.length, ...both] : [0x30, 0x81, both.length, ...both],
  )
}
