import { utf8 } from '../message/encoding.ts'
import type { Cause } from './causes.ts'
import type { Trial } from './trial.ts'

/** What Windows-1252, which decoders of the Web take for Latin-1, has from 0x80 to 0x9f. */
const windows = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

/** The text’s characters as bytes of Latin-1 or Windows-1252, where all of them have one. */
function bytesOf(characters: string): Uint8Array | undefined {
  const bytes = new Uint8Array(characters.length)
  for (let at = 0; at < characters.length; at++) {
    const code = characters.charCodeAt(at)
    const byte = code < 0x100 ? code : 0x80 + windows.indexOf(characters.charAt(at))
    if (byte < 0x80 && code >= 0x80) return undefined
    bytes[at] = byte
  }
  return bytes
}

/** Line ends, byte order marks, character sets, of a body that is text. */
export function textTrials(content: string): readonly Trial[] {
  const trials: Trial[] = []
  const add = (code: Cause, evidence: string, body: string | Uint8Array | undefined): void => {
    if (body === undefined || body === content) return
    trials.push({ body: typeof body === 'string' ? utf8(body) : body, changes: [{ code, evidence }] })
  }
  const without = 'Without it the signature matches.'
  add('body-line-end-added', without, content.replace(/\r?\n$/, ''))
  add('body-line-end-removed', 'With it the signature matches.', `${content}\n`)
  add('body-line-end-removed', 'With CRLF at its end the signature matches.', `${content}\r\n`)
  const lf = content.replaceAll('\r\n', '\n')
  add('body-line-ends-changed', 'With LF in place of CRLF the signature matches.', lf)
  add(
    'body-line-ends-changed',
    'With CRLF in place of LF the signature matches.',
    lf.replaceAll('\n', '\r\n'),
  )
  add('body-mark-added', without, content.replace(/^\ufeff/, ''))
  add('body-mark-removed', 'With it the signature matches.', `\ufeff${content}`)
  add('body-white-space-added', without, content.trim())
  add('body-normalized', 'Composed (NFC) the signature matches.', content.normalize('NFC'))
  add('body-normalized', 'Decomposed (NFD) the signature matches.', content.normalize('NFD'))
  if (content === '{}' || content === 'null') add('body-placeholder', 'Empty, the signature matches.', '')
  if (/[\u0080-\uffff]/.test(content))
    add('body-latin1-decoded', 'Undone, the signature matches.', bytesOf(content))
  return trials
}

/** A body that is no UTF-8, taken for Latin-1. */
export function latin1Trials(bytes: Uint8Array): readonly Trial[] {
  let text = ''
  for (const byte of bytes) text += String.fromCharCode(byte)
  const change = { code: 'body-latin1-encoded', evidence: 'As UTF-8 the signature matches.' } as const
  const onWindows = text.replaceAll(/[\u0080-\u009f]/g, (one) => windows.charAt(one.charCodeAt(0) - 0x80))
  return [...new Set([text, onWindows])].map((one) => ({ body: utf8(one), changes: [change] }))
}
