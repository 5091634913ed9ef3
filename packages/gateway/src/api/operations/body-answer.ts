import type { Payload } from '../../model/event.ts'
import { RawAnswer } from './operation.ts'

/**
 * A kept body as a download, byte for byte. The bytes are a stranger's: they are never shown as a page, nor
 * guessed to be one.
 */
export function bodyAnswer(payload: Payload, contentType: string | null, name: string): RawAnswer {
  const safeType = /^[\x20-\x7e]{1,200}$/.test(contentType ?? '') ? contentType : null
  return new RawAnswer(
    {
      'content-type': safeType ?? 'application/octet-stream',
      'content-disposition': `attachment; filename="${name}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'",
      ...encodingOf(payload),
    },
    payload.body,
  )
}

/**
 * The provider's content encoding goes under a name of its own: a client that undoes it would not see the
 * bytes that were signed.
 */
function encodingOf({ headers }: Payload): Record<string, string> {
  const encoding = headers.find(([name]) => name === 'content-encoding')?.[1]
  return encoding === undefined || !/^[\x20-\x7e]{1,100}$/.test(encoding)
    ? {}
    : { 'countersign-content-encoding': encoding }
}
