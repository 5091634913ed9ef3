/**
 * The text of values within JSON that has been parsed already, so that it is JSON: they go out as they came, with all
 * their digits, and with what `JSON.stringify` would write in another order or another way.
 */

/** The text of a member of an object, by the last of that name, as `JSON.parse` reads it; null where there is none. */
export function rawMember(text: string, name: string): string | null {
  let found: string | null = null
  let at = afterSpace(text, 0) + 1
  for (;;) {
    at = afterSpace(text, at)
    if (text[at] !== '"') return found
    const end = endOfString(text, at)
    const key: unknown = JSON.parse(text.slice(at, end))
    // Beyond the colon.
    const from = afterSpace(text, afterSpace(text, end) + 1)
    at = endOfValue(text, from)
    if (key === name) found = text.slice(from, at)
    // Beyond the comma, or the brace that ends all.
    at = afterSpace(text, at) + 1
  }
}

/** The texts of an array's elements. */
export function rawElements(text: string): readonly string[] {
  const found: string[] = []
  let at = afterSpace(text, afterSpace(text, 0) + 1)
  while (at < text.length && text[at] !== ']') {
    const end = endOfValue(text, at)
    found.push(text.slice(at, end))
    at = afterSpace(text, end)
    if (text[at] === ',') at = afterSpace(text, at + 1)
  }
  return found
}

/**
 * Whether two texts hold the same JSON: the same members in the same order, numbers of the same value to the last
 * digit, texts of the same characters. White space does not count, nor how a number or a text is written.
 */
export function sameJson(one: string, other: string): boolean {
  const left = tokens(one)
  const right = tokens(other)
  for (;;) {
    const [a, b] = [left.next(), right.next()]
    if (a.done === true || b.done === true) return a.done === b.done
    if (a.value !== b.value) return false
  }
}

function* tokens(text: string): Generator<string, undefined> {
  for (let at = afterSpace(text, 0); at < text.length; at = afterSpace(text, at)) {
    const start = at
    at = endOfToken(text, at)
    const token = text.slice(start, at)
    const first = token[0] ?? ''
    // What was escaped need not be: a text's own first mark tells it from a number and a name.
    if (first === '"') yield `"${JSON.parse(token)}`
    else yield first === '-' || (first >= '0' && first <= '9') ? exactNumber(token) : token
  }
}

/** One spelling for each value: its digits without zeros around them, and the power of ten of the last. */
function exactNumber(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = whole + fraction
  let [first, end] = [0, digits.length]
  while (first < end && digits[first] === '0') first++
  while (end > first && digits[end - 1] === '0') end--
  if (first === end) return '0'
  const power = BigInt(exponent.slice(0, 100)) + BigInt(digits.length - end - fraction.length)
  return `${sign}${digits.slice(first, end)}e${power}${exponent.slice(100)}`
}

function endOfValue(text: string, start: number): number {
  let depth = 0
  for (let at = start; ; at = afterSpace(text, at)) {
    const first = text[at]
    at = endOfToken(text, at)
    if (first === '{' || first === '[') depth += 1
    else if (first === '}' || first === ']') depth -= 1
    if (depth <= 0 || at >= text.length) return at
  }
}

/** Behind a text, a number, a name, or one mark. */
function endOfToken(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code === 34) return endOfString(text, at)
  if (!isPlain(code)) return at + 1
  let end = at + 1
  while (end < text.length && isPlain(text.charCodeAt(end))) end++
  return end
}

/** A unit of a number or a name: digits, letters, `+`, `-`, `.`. */
function isPlain(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    (code >= 97 && code <= 122) ||
    code === 69 ||
    (code >= 43 && code <= 46 && code !== 44)
  )
}

function endOfString(text: string, at: number): number {
  for (let from = at + 1; ; ) {
    const end = text.indexOf('"', from)
    if (end < 0) return text.length
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === 92) slashes++
    if (slashes % 2 === 0) return end + 1
    from = end + 1
  }
}

function afterSpace(text: string, start: number): number {
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at)
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return at
  }
}
