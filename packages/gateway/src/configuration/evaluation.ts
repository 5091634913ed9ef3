/** Why an expression has no value. */
export type Failure =
  /** It fails on this event: a field is not there, a body is no JSON, a text is compared with a number. */
  | 'failed'
  /** It would have cost more than the event's size allows. */
  | 'cost'
  /** It hangs on a number of more digits than are compared. */
  | 'number'
  /** It asks for what is no longer as it was stored. */
  | 'damaged'

/**
 * What one evaluation may cost, in units of about 10 ns: so much whatever the event's size, and so much more for each
 * byte of it. A macro over a list of one-digit numbers, the dearest there is, with five comparisons a turn, takes
 * 62 a byte.
 */
const baseUnits = 2_000_000
const unitsPerByte = 64

/** Ends an evaluation at once. */
class Ended extends Error {
  readonly why: Failure | 'digits'
  constructor(why: Failure | 'digits') {
    super(why)
    this.why = why
  }
}

/** Nothing of an evaluation is asynchronous, and none stands within another: what is counted is that of one. */
let given = Number.POSITIVE_INFINITY
let left = given
let allDigits = true
let ended: Ended | null = null

/**
 * Begins to count.
 *
 * @param bytes - of the event
 * @param digits - whether what it is about was read with all digits of its numbers
 */
export function beginEvaluation(bytes: number, digits: boolean): void {
  given = baseUnits + unitsPerByte * bytes
  left = given
  allDigits = digits
  ended = null
}

/** Why the evaluation ended early; null where it did not. */
export function endedBy(): Failure | 'digits' | null {
  return ended?.why ?? null
}

/** What the last evaluation has cost, in units. */
export function spent(): number {
  return given - left
}

/** Goes no further where the evaluation has ended: CEL's functions make a value of what is thrown within them. */
export function goOn(): void {
  if (ended !== null) throw ended
}

/** Counts what is about to be done; ends the evaluation where that is too much. */
export function charge(units: number): void {
  left -= units
  if (left < 0) fail('cost')
}

export function fail(why: Failure | 'digits'): never {
  ended ??= new Ended(why)
  throw ended
}

/** A number that `JSON.parse` may have rounded: the evaluation is to be begun anew, with all digits. */
export function needDigits(): void {
  if (!allDigits) fail('digits')
}
