import { utf8 } from '../message/encoding.ts'
import type { Cause } from './causes.ts'
import type { Trial } from './trial.ts'

/** The text’s characters as bytes, where all of them are below 256. */
function bytesOf(characters: string): Uint8Array | undefined {
  if (/[\u0100-\uffff]/.test(characters)) return undefined
  return Uint8Array.from(characters, (one) => one.charCodeAt(0))
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
  return [{ body: utf8(text), changes: [change] }]
}
