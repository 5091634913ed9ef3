/** A piece of text that is drawn as one row. */
export interface TextLine {
  /** The number of its line; null for a further piece of the line before. */
  readonly number: number | null
  readonly text: string
}

/** As long as a row is at most: a browser lays out no line of a megabyte at once. */
const longest = 2000

/** Cuts a text into rows. */
export function textLines(text: string): TextLine[] {
  return text.split(/\r\n|\n/).flatMap((line, index) => {
    if (line.length <= longest) return [{ number: index + 1, text: line }]
    const pieces: TextLine[] = []
    for (let at = 0; at < line.length; ) {
      // Not between the halves of one character.
      const end = /[\ud800-\udbff]/.test(line[at + longest - 1] ?? '') ? at + longest - 1 : at + longest
      pieces.push({ number: at === 0 ? index + 1 : null, text: line.slice(at, end) })
      at = end
    }
    return pieces
  })
}

/** Bytes as text, and whether they are UTF-8 at all. */
export function decode(bytes: Uint8Array): { readonly text: string; readonly isUtf8: boolean } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), isUtf8: true }
  } catch {
    return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), isUtf8: false }
  }
}

/** Sixteen bytes as they are read in a dump: offset, pairs of digits, and what they look like. */
export function hexLine(bytes: Uint8Array, row: number): { offset: string; digits: string; looks: string } {
  const part = bytes.subarray(row * 16, row * 16 + 16)
  const pairs = [...part].map((byte) => byte.toString(16).padStart(2, '0'))
  return {
    offset: (row * 16).toString(16).padStart(8, '0'),
    digits: `${pairs.slice(0, 8).join(' ')}  ${pairs.slice(8).join(' ')}`,
    looks: [...part].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join(''),
  }
}
