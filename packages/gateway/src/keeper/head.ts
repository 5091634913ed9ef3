const [tab, newLine, carriageReturn, space] = [0x09, 0x0a, 0x0d, 0x20]
const [zero, nine, firstLetter] = [0x30, 0x39, 0x61]
/** 15 digits are exact. */
const mostDigits = 15

// A head is walked over as it came, without a string of it: in the keeper that costs 0.9 µs a request less (23.6 instead
// of 24.5) than regular expressions over one do.

/** Where the line ends that `from` lies in, behind its CRLF; -1 where that is not there. */
export function lineEnd(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++)
    if (bytes[at] === newLine && bytes[at - 1] === carriageReturn) return at + 1
  return -1
}

/** Whether this text stands at this place; its small letters stand for capitals, too. */
export function standsAt(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) {
    const byte = bytes[at + i] ?? 0
    const wanted = text[i] ?? 0
    if (byte !== wanted && (wanted < firstLetter || (byte | 0x20) !== wanted)) return false
  }
  return true
}

/** The first place from there on that is neither a space nor a tab. */
export function afterBlanks(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at] === space || bytes[at] === tab) at++
  return at
}

/** The number that stands between these places, up to 15 digits with spaces and tabs around them; else null. */
export function numberIn(bytes: Uint8Array, from: number, end: number): number | null {
  const first = afterBlanks(bytes, from)
  let at = first
  let number = 0
  for (let byte = bytes[at] ?? 0; byte >= zero && byte <= nine; byte = bytes[++at] ?? 0)
    number = number * 10 + byte - zero
  const isNumber = at > first && at <= Math.min(end, first + mostDigits) && afterBlanks(bytes, at) >= end
  return isNumber ? number : null
}
