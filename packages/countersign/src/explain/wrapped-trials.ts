import { fromBase64, utf8 } from '../message/encoding.ts'
import type { Change, Trial } from './trial.ts'

/** What a compressed body may become: more is a bomb. */
const mostUnpacked = 4 * 1_048_576

/** How the first bytes say that what follows is compressed. */
function formatOf([first = 0, second = 0]: Uint8Array): 'gzip' | 'deflate' | undefined {
  if (first === 0x1f && second === 0x8b) return 'gzip'
  return first === 0x78 && (first * 256 + second) % 31 === 0 ? 'deflate' : undefined
}

/** What is inside gzip or deflate; `undefined` where it is neither, damaged or too much. */
async function unpacked(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const format = formatOf(bytes)
  if (format === undefined) return undefined
  const pieces: Uint8Array[] = []
  let size = 0
  try {
    const stream = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream(format))
    for (const reader = stream.getReader(); ; ) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > mostUnpacked) return void (await reader.cancel())
      pieces.push(value)
    }
  } catch {
    return undefined
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/** The body of a serverless platform’s event, and a text that was written as JSON once more. */
function insideJson(content: string): Trial[] {
  let value: unknown
  try {
    value = JSON.parse(content)
  } catch {
    return []
  }
  const evidence = 'What is inside has the signature that was sent.'
  if (typeof value === 'string')
    return [{ body: utf8(value), changes: [{ code: 'body-json-text', evidence }] }]
  if (typeof value !== 'object' || value === null || !('body' in value)) return []
  const { body, isBase64Encoded } = value as { body: unknown; isBase64Encoded?: unknown }
  if (typeof body !== 'string') return []
  const bytes = isBase64Encoded === true ? fromBase64(body) : utf8(body)
  return bytes === undefined ? [] : [{ body: bytes, changes: [{ code: 'body-event', evidence }] }]
}

/** The body taken out of what it was wrapped in: compression, base64, an event, JSON. */
export async function wrappedTrials(
  bytes: Uint8Array,
  content: string | undefined,
): Promise<readonly Trial[]> {
  const trials: Trial[] = []
  const add = (body: Uint8Array | undefined, code: Change['code'], evidence: string): void => {
    if (body !== undefined) trials.push({ body, changes: [{ code, evidence }] })
  }
  add(await unpacked(bytes), 'body-compressed', 'Decompressed, the signature matches.')
  if (content === undefined) return trials
  const base64 = content.trim().replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '')
  if (base64 !== '')
    add(
      fromBase64(base64.padEnd(Math.ceil(base64.length / 4) * 4, '=')),
      'body-base64',
      'Decoded, the signature matches.',
    )
  return [...trials, ...insideJson(content)]
}
