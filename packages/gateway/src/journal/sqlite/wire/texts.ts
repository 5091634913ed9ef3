import type { Pen } from './pen.ts'
import type { Scan } from './scan.ts'

/**
 * Several short texts as one: a single call into the runtime's UTF-8 encoder for all of them, and for the
 * decoder likewise. Lengths are in UTF-16 units, so that they hold whatever the encoding; null is -1.
 */
export function writeTexts(pen: Pen, texts: readonly (string | null)[]): void {
  let joined = ''
  for (const text of texts) {
    if (text === null) pen.number(-1)
    else {
      pen.number(text.length)
      joined += text
    }
  }
  pen.text(joined)
}

/** Reads what `writeTexts` wrote into `into`, whose length says how many. */
export function readTexts(scan: Scan, into: (string | null)[]): void {
  const start = scan.at
  scan.at += into.length
  const joined = scan.text()
  const after = scan.at
  scan.at = start
  let from = 0
  for (let index = 0; index < into.length; index++) {
    const length = scan.number()
    into[index] = length < 0 ? null : joined.slice(from, from + length)
    if (length > 0) from += length
  }
  scan.at = after
}
