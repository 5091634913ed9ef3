import { strictText, utf8 } from '../message/encoding.ts'
import { compact, python, pythonText, respace } from './respace.ts'
import type { BodyTrial } from './trial.ts'

const raw = 'Verify the raw bytes, before any parser; see the guide of your framework.'
const proxy = 'Find what rewrites the body on its way here: a proxy, an API gateway, a tunnel, an editor.'

function text(bytes: Uint8Array): string | undefined {
  try {
    return strictText(bytes)
  } catch {
    return undefined
  }
}

function latin1(bytes: Uint8Array): string {
  let out = ''
  for (const byte of bytes) out += String.fromCharCode(byte)
  return out
}

/** The text's characters as bytes, where all of them are below 256. */
function bytesOf(characters: string): Uint8Array | undefined {
  if (/[\u0100-\uffff]/.test(characters)) return undefined
  return Uint8Array.from(characters, (one) => one.charCodeAt(0))
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

/** JSON as several writers would have written it. */
function jsonTrials(json: string): BodyTrial[] {
  const value = parsed(json)
  if (value === undefined) return []
  try {
    return rewritings(json, value)
  } catch {
    // JSON.stringify overflows the stack on what JSON.parse can still read.
    return []
  }
}

function rewritings(json: string, value: unknown): BodyTrial[] {
  const trial = (style: string, body: string): BodyTrial => ({
    body: utf8(body),
    cause: 'The body was parsed and written again on its way here.',
    evidence: `Written as ${style}, the body has the signature that was sent.`,
    fix: raw,
  })
  const dumps = respace(json, python)
  return [
    trial('compact JSON', respace(json, compact)),
    trial('JSON.stringify writes it', JSON.stringify(value)),
    trial('Python’s json.dumps writes it', dumps),
    // JavaScript writes 1649922777.0 as 1649922777: SeaTable's op_time has lost its fraction.
    trial(
      'Python’s json.dumps writes it, whole seconds with .0',
      dumps.replace(/("op_time": \d+)([,}])/, '$1.0$2'),
    ),
    trial('Python’s json.dumps writes it without escapes', respace(json, pythonText)),
    trial('JSON with an indent of two', JSON.stringify(value, null, 2)),
    trial('JSON with an indent of four', JSON.stringify(value, null, 4)),
    trial('compact JSON with escaped slashes', respace(json, compact).replaceAll('/', '\\/')),
    trial('compact ASCII JSON', respace(json, { ...compact, ascii: 'escape' })),
    trial('compact JSON without escapes', respace(json, { ...compact, ascii: 'unescape' })),
  ]
}

/** Line ends, byte order marks, character sets. */
function textTrials(content: string): BodyTrial[] {
  const trial = (cause: string, evidence: string, body: string): BodyTrial => ({
    body: utf8(body),
    cause,
    evidence,
    fix: proxy,
  })
  const trials = [
    trial(
      'A line end was added to the body.',
      'Without it the signature matches.',
      content.replace(/\r?\n$/, ''),
    ),
    trial('A line end was taken off the body.', 'With it the signature matches.', `${content}\n`),
    trial(
      'A line end was taken off the body.',
      'With CRLF at its end the signature matches.',
      `${content}\r\n`,
    ),
    trial(
      'Line ends were changed.',
      'With LF in place of CRLF the signature matches.',
      content.replaceAll('\r\n', '\n'),
    ),
    trial(
      'Line ends were changed.',
      'With CRLF in place of LF the signature matches.',
      content.replaceAll(/\r?\n/g, '\r\n'),
    ),
    trial(
      'A byte order mark was added.',
      'Without it the signature matches.',
      content.replace(/^\ufeff/, ''),
    ),
    trial('A byte order mark was taken off.', 'With it the signature matches.', `\ufeff${content}`),
    trial('White space around the body was added.', 'Without it the signature matches.', content.trim()),
  ]
  const narrowed = bytesOf(content)
  if (narrowed === undefined) return trials
  const cause = 'The body was decoded as Latin-1 and encoded as UTF-8.'
  return [...trials, { body: narrowed, cause, evidence: 'Undone, the signature matches.', fix: raw }]
}

/** The body with one thing changed, the likeliest first; those that change nothing are left out. */
export function bodyTrials(body: Uint8Array, contentLength: number | undefined): readonly BodyTrial[] {
  const content = text(body)
  const trials: BodyTrial[] = content === undefined ? [] : [...textTrials(content), ...jsonTrials(content)]
  if (content === undefined) {
    const cause = 'The body was encoded as Latin-1; UTF-8 was signed.'
    trials.push({ body: utf8(latin1(body)), cause, evidence: 'As UTF-8 the signature matches.', fix: raw })
  }
  if (contentLength !== undefined && contentLength < body.length) {
    const cause = 'Bytes were added behind the body.'
    trials.push({
      body: body.subarray(0, contentLength),
      cause,
      evidence: 'Cut at Content-Length it matches.',
      fix: proxy,
    })
  }
  return trials.filter((trial) => !same(trial.body, body))
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, i) => byte === other[i])
}

/** Whether the bytes hold U+FFFD, which is EF BF BD in UTF-8. */
function holdsReplacement(body: Uint8Array): boolean {
  for (let at = body.indexOf(0xef); at >= 0; at = body.indexOf(0xef, at + 1)) {
    if (body[at + 1] === 0xbf && body[at + 2] === 0xbd) return true
  }
  return false
}

/** What is suspicious about the body, where nothing is proven. */
export function bodySuspicions(body: Uint8Array, contentLength: number | undefined): readonly string[] {
  const found: string[] = []
  if (contentLength !== undefined && contentLength !== body.length) {
    found.push(`Content-Length says ${contentLength} bytes, the body has ${body.length}.`)
  }
  if (body.length === 0) found.push('The body is empty: something may have read it before.')
  if (holdsReplacement(body)) {
    found.push('The body holds U+FFFD, which a decoder puts in place of bytes it cannot read: they are lost.')
  }
  if (body[0] === 0x1f && body[1] === 0x8b)
    found.push('The body is gzip; the provider may have signed what is inside.')
  return found
}
