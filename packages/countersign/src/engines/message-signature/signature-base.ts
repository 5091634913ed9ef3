import { WebhookError } from '../../errors/webhook-error.ts'
import type { Message } from '../../message/message.ts'
import type { Component, SignatureInput } from './signature-input.ts'

function present(url: string | undefined): URL {
  if (url === undefined || !URL.canParse(url)) throw new WebhookError('ERR_URL_MISSING')
  return new URL(url)
}

/** The value of a component of a request (RFC 9421 sections 2.1 and 2.2); `undefined` where there is none. */
function componentValue({ name, params }: Component, message: Message): string | undefined {
  const { method, url } = message
  if (name === '@query-param') {
    const { name: wanted, ...others } = params
    if (typeof wanted !== 'string' || Object.keys(others).length > 0) return undefined
    // A percent sign with nothing behind it is no name, and would throw.
    if (/%(?![0-9A-Fa-f]{2})/.test(wanted)) return undefined
    const values = present(url).searchParams.getAll(decodeURIComponent(wanted))
    const [value] = values
    return values.length === 1 && value !== undefined ? encodeURIComponent(value) : undefined
  }
  // Structured, binary or of another message: nothing is guessed.
  if (Object.keys(params).length > 0) return undefined
  switch (name) {
    case '@method':
      if (method === undefined) throw new WebhookError('ERR_URL_MISSING')
      return method
    case '@target-uri':
      if (url === undefined) throw new WebhookError('ERR_URL_MISSING')
      return url
    case '@authority':
      return present(url).host
    case '@scheme':
      return present(url).protocol.slice(0, -1)
    case '@request-target':
      return present(url).pathname + present(url).search
    case '@path':
      return present(url).pathname
    case '@query':
      return present(url).search || '?'
  }
  if (name.startsWith('@')) return undefined
  const values = message.headerValues(name)
  return values.length === 0
    ? undefined
    : values.map((value) => value.trim().replaceAll(/\s*\r?\n\s+/g, ' ')).join(', ')
}

/** The text that is signed (RFC 9421 section 2.5); `undefined` where the message lacks what is covered. */
export function signatureBase(
  { components, written }: Pick<SignatureInput, 'components' | 'written'>,
  message: Message,
): string | undefined {
  const lines: string[] = []
  for (const component of components) {
    const value = componentValue(component, message)
    if (value === undefined || /[\r\n]/.test(value)) return undefined
    lines.push(`${component.written}: ${value}`)
  }
  return [...lines, `"@signature-params": ${written}`].join('\n')
}
