import { WebhookError } from '../errors/webhook-error.ts'
import type { Bytes } from './bytes.ts'
import { strictText } from './encoding.ts'
import { type HeadersLike, headerValues, plainHeaders } from './headers.ts'
import { jsonText } from './json-text.ts'
import type { Message } from './message.ts'

/** A value of a JSON document by its path, own properties only. */
function valueAt(root: unknown, path: readonly (string | number)[]): unknown {
  let value = root
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string | number, unknown>)[step]
  }
  return value
}

function malformed(detail: string, cause?: unknown): WebhookError {
  return new WebhookError('ERR_BODY_MALFORMED', { detail, cause })
}

/** What a body is as JSON, or why it is none. */
interface Parsed {
  readonly value?: unknown
  readonly error?: WebhookError
}

/** A message over the caller's own headers and bytes: nothing is copied or parsed before it is asked for. */
export class Received implements Message {
  declare readonly method: string | undefined
  declare readonly url: string | undefined
  declare readonly body: Bytes
  declare readonly params: Readonly<Record<string, string>>
  readonly #headers: HeadersLike
  readonly #target: string | undefined
  #plain: Readonly<Record<string, string>> | undefined
  #text: string | undefined
  #json: Parsed | undefined
  #form: URLSearchParams | undefined

  /** `url` is the one that the provider knows; `target` the one that arrived, which may be a path alone. */
  constructor(
    headers: HeadersLike,
    body: Bytes,
    method: string | undefined,
    url: string | undefined,
    target: string | undefined = url,
    params: Readonly<Record<string, string>> = {},
  ) {
    this.#headers = headers
    this.body = body
    this.method = method
    this.url = url
    this.#target = target
    this.params = params
  }

  header(name: string): string | undefined {
    const values = this.headerValues(name)
    return values.length === 0 ? undefined : values.join(', ')
  }

  headerValues(name: string): readonly string[] {
    return headerValues(this.#headers, name)
  }

  /** All headers by lower-case name. */
  headers(): Readonly<Record<string, string>> {
    this.#plain ??= Object.freeze(plainHeaders(this.#headers))
    return this.#plain
  }

  query(name: string): string | undefined {
    const values = this.queryValues(name)
    return values.length === 1 ? values[0] : undefined
  }

  queryValues(name: string): readonly string[] {
    const [, query] = /^[^?#]*\?([^#]*)/.exec(this.#target ?? '') ?? []
    return new URLSearchParams(query).getAll(name)
  }

  /** The body as text; throws ERR_BODY_MALFORMED where it is no UTF-8. */
  text(): string {
    if (this.#text === undefined) {
      try {
        this.#text = strictText(this.body)
      } catch (cause) {
        throw malformed('not-utf8', cause)
      }
    }
    return this.#text
  }

  /** The body as JSON; throws ERR_BODY_MALFORMED where it is none. */
  json(): unknown {
    const { error, value } = this.#parsed()
    if (error !== undefined) throw error
    return value
  }

  #parsed(): Parsed {
    this.#json ??= this.#parse()
    return this.#json
  }

  #parse(): Parsed {
    try {
      const text = jsonText(this.text(), this)
      // RFC 8259 section 8.1 lets a parser ignore a byte order mark; JSON.parse does not.
      return { value: JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) }
    } catch (error) {
      // V8's message quotes the body: it must not travel along as the cause.
      return { error: WebhookError.is(error) ? error : malformed('not-json') }
    }
  }

  field(...path: readonly (string | number)[]): unknown {
    return valueAt(this.#parsed().value, path)
  }

  form(): URLSearchParams {
    if (this.#form === undefined) {
      let text = ''
      try {
        text = this.text()
      } catch {
        // Bytes that are no text hold no form.
      }
      this.#form = new URLSearchParams(text)
    }
    return this.#form
  }
}
