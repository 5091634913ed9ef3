import { fromBase64, fromHex, strictText, toBase64, toBase64Url, toHex, utf8 } from '../message/encoding.ts'
import type { SecretMaterial } from '../platform/platform.ts'
import type { Cause } from './causes.ts'
import type { Trial } from './trial.ts'

/** Bytes of base64 in either alphabet, padded or not. */
function anyBase64(text: string): Uint8Array | undefined {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  return fromBase64(standard.padEnd(Math.ceil(standard.length / 4) * 4, '='))
}

/** What is base64 twice, decoded once: text that was encoded for a Kubernetes Secret. */
function onceDecoded(text: string): string | undefined {
  try {
    const decoded = strictText(fromBase64(text.trim()) ?? new Uint8Array([0xff])).trim()
    return /^[\x20-\x7e]+$/.test(decoded) ? decoded : undefined
  } catch {
    return undefined
  }
}

function percentDecoded(text: string): string | undefined {
  try {
    return /%[0-9a-f]{2}/i.test(text) ? decodeURIComponent(text) : undefined
  } catch {
    return undefined
  }
}

const quotes = /^["'`“”„‘’«»]+|["'`“”„‘’«»]+$/g
const named = /^(?:(?:export\s+)?[A-Za-z_][\w.-]*\s*[=:]\s*|Bearer |Basic )(.+)$/s

/** Texts that the secret may have been meant to be, with what was wrong about it. */
function cleaned(secret: string): [code: Cause, evidence: string, text: string | undefined][] {
  const trimmed = secret.trim().replace(/^[\ufeff\u200b]+|[\ufeff\u200b]+$/g, '')
  const without = 'Without it the signature matches.'
  return [
    ['secret-white-space', without, trimmed],
    ['secret-quotes', 'Without them the signature matches.', trimmed.replaceAll(quotes, '').trim()],
    ['secret-with-name', without, named.exec(trimmed)?.[1]?.replaceAll(quotes, '')],
    [
      'secret-escaped-line-end',
      'With line ends the signature matches.',
      trimmed.replaceAll(/(?:\\r)?\\n/g, '\n'),
    ],
    ['secret-escaped-line-end', without, trimmed.replace(/(?:\\r)?\\n$/, '')],
    ['secret-percent-encoded', 'Decoded it matches.', percentDecoded(trimmed)],
  ]
}

/** Bytes that are no key yet, or not any more: they are text, or were made of it. */
function bytesTrials(bytes: Uint8Array): readonly Trial[] {
  const base64 = toBase64(bytes)
  const evidence = 'As the text that it was decoded from it matches.'
  const texts = [base64, `whsec_${base64}`, toBase64Url(bytes), toHex(bytes), toHex(bytes).toUpperCase()]
  const decoded = texts.map(
    (text): Trial => ({ secret: utf8(text), changes: [{ code: 'secret-decoded', evidence }] }),
  )
  try {
    return [...textTrials(strictText(bytes)), ...decoded]
  } catch {
    return decoded
  }
}

/** A secret with one thing changed. Bytes are taken as they are, text as the scheme reads it. */
export function secretTrials(secret: SecretMaterial): readonly Trial[] {
  if (typeof secret === 'string') return textTrials(secret)
  return secret instanceof Uint8Array ? bytesTrials(secret) : []
}

function textTrials(secret: string): readonly Trial[] {
  const trials: Trial[] = []
  const add = (code: Cause, evidence: string, given: string | Uint8Array | undefined): void => {
    if (given === undefined || given === secret || given.length === 0) return
    trials.push({ secret: given, changes: [{ code, evidence }] })
  }
  for (const [code, evidence, text] of cleaned(secret)) {
    if (text === undefined || text === secret) continue
    add(code, evidence, text)
    // A scheme that decodes its secrets may not have to.
    add(code, evidence, utf8(text))
    add(code, evidence, anyBase64(text.replace(/^whsec_/, '')))
  }
  const trimmed = secret.trim()
  const stripped = trimmed.replace(/^whsec_/, '')
  for (const end of ['\n', '\r\n', ' ']) {
    const evidence = 'With a line end or blank behind the secret the signature matches.'
    add('secret-line-end-at-provider', evidence, utf8(trimmed + end))
  }
  add('secret-decoded', 'As plain text it matches.', utf8(trimmed))
  if (stripped !== trimmed) add('secret-prefix', 'Without it the signature matches.', utf8(stripped))
  else add('secret-prefix-missing', 'With whsec_ before it the signature matches.', `whsec_${trimmed}`)
  const standard = fromBase64(stripped) !== undefined
  add(standard ? 'secret-base64' : 'secret-base64url', 'Decoded it matches.', anyBase64(stripped))
  add('secret-hex', 'Decoded it matches.', fromHex(stripped))
  add('secret-base64-twice', 'Decoded once it matches.', onceDecoded(trimmed))
  return trials
}
