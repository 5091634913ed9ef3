import { fromBase64, fromHex, utf8 } from '../message/encoding.ts'
import type { SecretTrial } from './trial.ts'

const copied = 'Copy the secret again from the provider, and look at how it gets into the environment.'
const form = 'Give the secret as the provider shows it, or the key itself as bytes; see the scheme’s page.'

function base64Bytes(text: string): Uint8Array | undefined {
  const standard = text.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  return fromBase64(standard.padEnd(Math.ceil(standard.length / 4) * 4, '='))
}

/** A secret given as text, with one thing changed. Each is given as bytes, which are taken as they are. */
export function secretTrials(secret: string): readonly SecretTrial[] {
  const trials: SecretTrial[] = []
  const add = (bytes: Uint8Array | undefined, cause: string, evidence: string, fix: string): void => {
    if (bytes !== undefined && bytes.length > 0) trials.push({ secret: bytes, cause, evidence, fix })
  }
  const trimmed = secret.trim()
  const stripped = trimmed.replace(/^whsec_/, '')
  if (trimmed !== secret) {
    add(utf8(trimmed), 'The secret has white space around it.', 'Without it the signature matches.', copied)
    add(
      base64Bytes(stripped),
      'The secret has white space around it.',
      'Without it the signature matches.',
      copied,
    )
  }
  const unquoted = /^(["'`])(.*)\1$/s.exec(trimmed)?.[2]
  if (unquoted !== undefined) {
    add(utf8(unquoted), 'The secret has quotes around it.', 'Without them the signature matches.', copied)
  }
  for (const end of ['\n', '\r\n', ' ']) {
    const evidence = 'With a line end or blank behind the secret the signature matches.'
    add(
      utf8(trimmed + end),
      'The provider’s secret has white space at its end.',
      evidence,
      'Set the secret anew at the provider.',
    )
  }
  add(
    utf8(trimmed),
    'The secret is text, and was taken for encoded bytes.',
    'As plain text it matches.',
    form,
  )
  if (stripped !== trimmed) {
    add(
      utf8(stripped),
      'The prefix whsec_ belongs not to the key.',
      'Without it the signature matches.',
      form,
    )
  }
  add(
    base64Bytes(stripped),
    'The secret is base64 of the key, and was taken for text.',
    'Decoded it matches.',
    form,
  )
  add(fromHex(stripped), 'The secret is hex of the key, and was taken for text.', 'Decoded it matches.', form)
  return trials
}
