import { WebhookError } from '../errors/webhook-error.ts'
import type { Bytes } from '../message/bytes.ts'
import { strictText, utf8 } from '../message/encoding.ts'
import type { FoundPlace, Place } from '../message/place.ts'
import { Received } from '../message/received.ts'
import { paramOf } from '../scheme/param-text.ts'
import type { Outgoing, SignedHeaders, SignedParts } from '../scheme/proof.ts'

type Json = Record<string | number, unknown>

function unwritable(where: string): WebhookError {
  return new WebhookError('ERR_SIGN_UNSUPPORTED', { detail: `Nothing can be written into ${where}.` })
}

/** Whether JSON has room at a step: an object for any name, a list for an element that it has; none is made up. */
function takes(at: unknown, step: string | number): at is Json {
  if (typeof at !== 'object' || at === null) return false
  return typeof step === 'number' ? Object.hasOwn(at, step) : !Array.isArray(at)
}

/** Sets a property of its own, `__proto__` like any other. */
function put(at: Json, step: string | number, value: unknown): void {
  Object.defineProperty(at, step, { value, enumerable: true })
}

/** A message that is being signed: what belongs to a signature is written into it place by place. */
export class Draft {
  readonly headers: SignedHeaders = {}
  readonly #outgoing: Outgoing
  readonly #params: Readonly<Record<string, string>>
  #body: Bytes | undefined
  #url: string | undefined

  constructor(outgoing: Outgoing) {
    this.#outgoing = outgoing
    this.#params = outgoing.params ?? {}
  }

  /** The message as it would be received now. */
  message(): Received {
    const { method, url, body } = this.#outgoing
    const at = this.#url ?? url
    return new Received(
      { ...this.#outgoing.headers, ...this.headers },
      this.#body ?? body,
      method,
      at,
      at,
      this.#params,
    )
  }

  /** What is given back: headers, and body and URL where they have changed. */
  parts(): SignedParts {
    return {
      headers: this.headers,
      ...(this.#body === undefined ? {} : { body: this.#body }),
      ...(this.#url === undefined ? {} : { url: this.#url }),
    }
  }

  write(place: Place, text: string): void {
    switch (place.in) {
      case 'header':
        this.headers[place.spelling] = text
        return
      case 'query':
        this.#writeQuery(place.name, text)
        return
      case 'form':
        this.#writeForm(place.name, text)
        return
      case 'json':
        this.#writeJson(place.path, text)
        return
      case 'found':
        this.#writeFound(place, text)
        return
      case 'parameter': {
        const { header, name, separator } = place
        const before = this.headers[header.spelling]
        const entry = `${name}=${text}`
        this.headers[header.spelling] = before === undefined ? entry : before + separator + entry
      }
    }
  }

  #writeFound({ write, title }: FoundPlace, text: string): void {
    if (write === undefined) throw unwritable(title)
    if ('list' in write) {
      const elements = this.message().field(...write.list)
      if (!Array.isArray(elements) || elements.length === 0) throw unwritable(title)
      for (const at of elements.keys()) this.#writeJson([...write.list, at, ...write.field], text)
      return
    }
    const { header, prefix = '', separator, wrap } = write
    const name = typeof header === 'string' ? header : this.#named(header.param, header.otherwise)
    if (wrap !== undefined) {
      this.headers[name] = wrap(text, this.headers[name] ?? '')
      return
    }
    const before = separator === undefined ? undefined : this.headers[name]
    this.headers[name] = before === undefined ? prefix + text : before + separator + text
  }

  #named(param: string, otherwise: string | undefined): string {
    const set = Object.hasOwn(this.#params, param)
    return set || otherwise === undefined ? paramOf({ params: this.#params }, param) : otherwise
  }

  #writeQuery(name: string, text: string): void {
    const given = this.#url ?? this.#outgoing.url
    if (given === undefined) throw new WebhookError('ERR_URL_MISSING')
    const url = new URL(given)
    url.searchParams.set(name, text)
    this.#url = url.href
  }

  #writeForm(name: string, text: string): void {
    const form = new URLSearchParams(this.#text())
    form.set(name, text)
    this.#body = utf8(form.toString())
  }

  #writeJson(path: readonly (string | number)[], text: string): void {
    const root = this.#json()
    let at = root
    for (const step of path.slice(0, -1)) {
      if (!takes(at, step)) throw unwritable('this body')
      if (!Object.hasOwn(at, step)) put(at, step, {})
      at = at[step]
    }
    const last = path.at(-1)
    if (last === undefined || !takes(at, last)) throw unwritable('this body')
    // A number stays one: Linear's and Pusher's own libraries take no text in its place.
    put(at, last, typeof at[last] === 'number' && String(Number(text)) === text ? Number(text) : text)
    this.#body = utf8(JSON.stringify(root))
  }

  #json(): unknown {
    const text = this.#text()
    try {
      return JSON.parse(text)
    } catch {
      throw unwritable('this body')
    }
  }

  /** The body as it is now; ERR_SIGN_UNSUPPORTED where it is no text. */
  #text(): string {
    try {
      return strictText(this.#body ?? this.#outgoing.body)
    } catch {
      throw unwritable('this body')
    }
  }
}
