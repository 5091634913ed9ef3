import type { WebhookEvent } from 'countersign'
import type { EventView } from '../configuration/filter.ts'
import type { HeaderList, Verdict } from '../model/event.ts'
import { joinHeaders } from './split-headers.ts'

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
  #json: { readonly value: unknown } | { readonly error: unknown } | null = null

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

  /** Parsed once, also where it is none: else each of many filters would read a large body to its broken end. */
  json(): unknown {
    this.#json ??= this.#parse()
    if ('error' in this.#json) throw this.#json.error
    return this.#json.value
  }

  #parse(): { readonly value: unknown } | { readonly error: unknown } {
    try {
      const event = this.#event
      return { value: event === null ? JSON.parse(strictUtf8.decode(this.#body)) : event.json() }
    } catch (error) {
      return { error }
    }
  }
}
