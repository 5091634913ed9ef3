/** What a terminal would obey (C0 and C1, with DEL), and what would change or hide text beside it. */
const unseen = /[\p{Cc}\p{Cf}]/gu

/** A text of anybody's in one line, for a terminal: what that would obey stands as U+FFFD. */
export function printable(text: string): string {
  return text.replaceAll(unseen, '\u{fffd}')
}

/** As `printable`, of a text in lines, such as a stack. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}

/**
 * A value as JSON that may be printed: `JSON.stringify` leaves DEL, C1 and what turns the writing round as they are. Here
 * they stand as escapes, which say the same to whoever reads JSON.
 *
 * @param space - as `JSON.stringify` takes it
 */
export function printableJson(value: unknown, space?: number): string {
  return escaped(JSON.stringify(value, null, space))
}

/** JSON that may be printed, of JSON. */
export function escaped(json: string): string {
  return json.replaceAll(unseen, (found) =>
    // What stands between values is no text.
    /[\t\r\n]/.test(found)
      ? found
      : Array.from({ length: found.length }, (_, at) => unit(found.charCodeAt(at))).join(''),
  )
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`
}
