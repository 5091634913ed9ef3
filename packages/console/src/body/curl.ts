import { decode } from './text-lines.ts'

/** What a command leaves to curl itself: it would be wrong for another host or another connection. */
const leftOut = new Set([
  'host',
  'content-length',
  'connection',
  'transfer-encoding',
  'expect',
  'accept-encoding',
])

/** Of RFC 9110, section 5.1. Of what begins with @ instead, -H reads the file of that name, and sends it. */
const isName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

/**
 * A command that sends a message again as it came, to an application that is worked on: method, headers and every byte
 * of the body. No letter of a stranger's does anything when it is pasted into a terminal: what is not plainly seen is
 * written by its number.
 */
export function asCurl(message: {
  readonly method: string
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: Uint8Array
  readonly url: string
}): string {
  const { method, headers, body, url } = message
  const lines = [`curl ${quote(url)} -X ${quote(method)}`]
  for (const [name, values] of Object.entries(headers)) {
    if (leftOut.has(name.toLowerCase()) || !isName.test(name)) continue
    for (const value of [values].flat()) lines.push(`-H ${quote(headerLine(name, value))}`)
  }
  const { text, isUtf8 } = decode(body)
  const asText = isUtf8 && !text.includes('\0')
  // Not --data-binary for text: of one that begins with @ it reads the file of that name, and sends it.
  if (body.length > 0) lines.push(asText ? `--data-raw ${quote(text)}` : '--data-binary @-')
  const command = lines.join(' \\\n  ')
  // No argument holds a NUL, or what is no text.
  return asText || body.length === 0 ? command : `base64 -d <<< '${base64(body)}' | ${command}`
}

/** As -H takes it: a name and a colon alone would take the header out. */
function headerLine(name: string, value: string): string {
  return value === '' ? `${name};` : `${name}: ${value}`
}

/** One word of a shell. */
function quote(text: string): string {
  if (/^[\w./:@%+=,-]+$/.test(text)) return text
  if (!/(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/u.test(text)) return `'${text.replaceAll("'", "'\\''")}'`
  const written = [...text].map((letter) =>
    /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(letter)
      ? escaped(letter)
      : letter === "'" || letter === '\\'
        ? `\\${letter}`
        : letter,
  )
  return `$'${written.join('')}'`
}

function escaped(letter: string): string {
  return [...new TextEncoder().encode(letter)]
    .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
    .join('')
}

function base64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 8190)
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + 8190)))
  return text
}
