import { strictText } from './encoding.ts'
import type { Message } from './message.ts'

/** One part of a form: its content, and where in the body's text it stands. */
export interface FormPart {
  /** The whole body. */
  readonly form: string
  readonly from: number
  readonly to: number
}

/** RFC 2046 section 5.1.1: at most 70 characters. */
const boundaryOf =
  /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s";,]{1,70}))\s*(?:;.*)?$/i
const nameOf = /^content-disposition:\s*form-data\s*;\s*name="([^"]*)"\s*$/im
const maxHeaderLength = 1024

/**
 * The part of a name in a multipart form (RFC 7578); `undefined` where the body is none, in the plainest form that
 * senders write it, or has not exactly one such part: two readers may differ on anything else.
 */
export function formPart(message: Message, name: string): FormPart | undefined {
  const type = message.header('content-type') ?? ''
  const found = type.length > maxHeaderLength ? null : boundaryOf.exec(type)
  const boundary = found?.[1] ?? found?.[2]
  if (boundary === undefined) return undefined
  let form: string
  try {
    form = strictText(message.body)
  } catch {
    return undefined
  }
  if (!form.startsWith(`--${boundary}`)) return undefined
  const delimiter = `\r\n--${boundary}`
  let part: FormPart | undefined
  for (let at = delimiter.length - 2; ; ) {
    if (form.startsWith('--', at)) return form.slice(at + 2).trim() === '' ? part : undefined
    const head = form.indexOf('\r\n\r\n', at)
    const to = form.indexOf(delimiter, head)
    if (!form.startsWith('\r\n', at) || head < 0 || to < 0) return undefined
    const from = head + 4
    if (head - at <= maxHeaderLength && nameOf.exec(form.slice(at, head))?.[1] === name) {
      if (part !== undefined || to < from) return undefined
      part = { form, from, to }
    }
    at = to + delimiter.length
  }
}
