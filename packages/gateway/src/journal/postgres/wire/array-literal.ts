/**
 * PostgreSQL's text form of arrays, written by hand: the driver's own encoder costs more, and would send
 * binary items as hexadecimal text.
 */

/** `{1,2,3}`. */
export function numberArray(values: readonly (number | null)[]): string {
  let text = '{'
  for (let i = 0; i < values.length; i++) text += `${i > 0 ? ',' : ''}${values[i] ?? 'NULL'}`
  return `${text}}`
}

/** `{"a",NULL,"b"}`. PostgreSQL cannot hold U+0000 in text: U+FFFD stands for it. */
export function textArray(values: readonly (string | null)[]): string {
  let text = '{'
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (i > 0) text += ','
    text += value === null || value === undefined ? 'NULL' : `"${escaped(value)}"`
  }
  return `${text}}`
}

/** A text parameter without U+0000. */
export function holdable(text: string): string {
  return text.includes('\0') ? text.replaceAll('\0', '\ufffd') : text
}

/** The numbers of an array that came as text; NULL becomes 0. */
export function parseNumbers(text: string): number[] {
  if (text.length <= 2) return []
  return text
    .slice(1, -1)
    .split(',')
    .map((item) => (item === 'NULL' ? 0 : Number(item)))
}

function escaped(value: string): string {
  const held = holdable(value)
  if (!/["\\]/.test(held)) return held
  return held.replaceAll('\\', '\\\\').replaceAll('"', '\\"')
}
