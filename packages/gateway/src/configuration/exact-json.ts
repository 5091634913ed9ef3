/** Stands for a number of so many digits that nothing is decided by it. */
export const beyondDeciding: unique symbol = Symbol('a number of too many digits')

/** The most digits of an integer. Whoever numbers things needs 20. */
const mostDigits = 1_000

/**
 * Reads JSON so that no integer loses a digit: one beyond 2^53 comes as a `bigint`, whether it is written with a
 * fraction, an exponent or without; one of more than a thousand digits as `beyondDeciding`. All others are as
 * `JSON.parse` makes them. It takes several times as long as that: ask for it only where such a number is met.
 * Throws as `JSON.parse` does, and `RangeError` for what is nested too deep.
 */
export function exactJson(text: string): unknown {
  return JSON.parse(text, revive as Parameters<typeof JSON.parse>[1])
}

function revive(_key: string, value: unknown, context: { readonly source?: string }): unknown {
  return typeof value !== 'number' || isExact(value) ? value : exactNumber(context.source ?? '')
}

/** Whether a number that was read can have been written as one integer alone, or is none. */
export function isExact(value: number): boolean {
  return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER
}

const shape = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

/** The value of a JSON number that may be beyond 2^53. */
function exactNumber(text: string): number | bigint | typeof beyondDeciding {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = shape.exec(text) ?? []
  let digits = whole + fraction
  let end = digits.length
  while (end > 0 && digits.charCodeAt(end - 1) === 48) end--
  const zeros = digits.length - end + Number(exponent) - fraction.length
  digits = digits.slice(0, end)
  // Below one in its last digit: a fraction, which CEL has as a double.
  if (zeros < 0) return Number.isFinite(Number(text)) ? Number(text) : beyondDeciding
  if (digits.length + zeros > mostDigits) return beyondDeciding
  return BigInt(`${sign}${digits}${'0'.repeat(zeros)}`)
}
