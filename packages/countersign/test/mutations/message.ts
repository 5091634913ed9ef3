import type { RawInput } from 'countersign'

/** A message in pieces that are changed by themselves. A header that is there twice has its name in two cases. */
export interface Changed {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** Bytes as a text of as many characters. */
export const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1')
export const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')

export function inputOf({ method, url, headers, body }: Changed): RawInput {
  return { method, url, headers, body }
}

/** A message as one line of letters, and back. */
export const written = (message: Changed): string =>
  Buffer.from(JSON.stringify({ ...message, body: latin1(message.body) })).toString('base64url')

export function read(text: string): Changed {
  const { body, ...others } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Omit<
    Changed,
    'body'
  > & { body: string }
  return { ...others, body: bytesOf(body) }
}
