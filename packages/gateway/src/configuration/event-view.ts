import type { WebhookEvent } from 'countersign'
import type { HeaderList, Verdict } from '../model/event.ts'
import { exactJson } from './exact-json.ts'
import type { EventView } from './filter.ts'
import { formFields, jsonText } from './form-fields.ts'
import { joinHeaders } from './join-headers.ts'

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })

/** An event as filters see it. Headers are joined and the body parsed when a filter first asks. */
export class CandidateView implements EventView {
  readonly source: string
  readonly type: string
  readonly verdict: Verdict
  readonly #list: HeaderList
  readonly #body: Uint8Array
  readonly #event: WebhookEvent | null
  #headers: Readonly<Record<string, string>> | null = null
  #json: Parsed | null = null
  #exactJson: Parsed | null = null
  #form: Parsed | null = null

  constructor(
    source: string,
    type: string,
    verdict: Verdict,
    headers: HeaderList,
    body: Uint8Array,
    event: WebhookEvent | null,
  ) {
    this.source = source
    this.type = type
    this.verdict = verdict
    this.#list = headers
    this.#body = body
    this.#event = event
  }

  get headers(): Readonly<Record<string, string>> {
    this.#headers ??= joinHeaders(this.#list)
    return this.#headers
  }

  get size(): number {
    return this.#body.length
  }

  /** Parsed once, also where it is none: else each of many filters would read a large body to its broken end. */
  json(digits = false): unknown {
    const parsed = digits ? this.#parsedExactly() : this.#parsed()
    if ('error' in parsed) throw parsed.error
    return parsed.value
  }

  /** Read once, as the body is. */
  get form(): Readonly<Record<string, string>> {
    this.#form ??= attempt(() => formFields(this.headers['content-type'], this.#text()))
    if ('error' in this.#form) throw this.#form.error
    return this.#form.value as Readonly<Record<string, string>>
  }

  #parsed(): Parsed {
    const event = this.#event
    this.#json ??= attempt(() => (event === null ? JSON.parse(jsonText(this.#text())) : event.json()))
    return this.#json
  }

  #parsedExactly(): Parsed {
    this.#exactJson ??= attempt(() => exactJson(jsonText(this.#text())))
    return this.#exactJson
  }

  /** As `WebhookEvent.json` reads it: a byte order mark is no part of the text. */
  #text(): string {
    return strictUtf8.decode(this.#body)
  }
}

type Parsed = { readonly value: unknown } | { readonly error: unknown }

function attempt(parse: () => unknown): Parsed {
  try {
    return { value: parse() }
  } catch (error) {
    return { error }
  }
}
