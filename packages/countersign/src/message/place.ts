import type { Message } from './message.ts'

/** Where a value stands in a message. One vocabulary for signatures, timestamps, ids and event types. */
export type Place =
  | HeaderPlace
  | ParameterPlace
  | { readonly in: 'query'; readonly name: string }
  | { readonly in: 'json'; readonly path: readonly (string | number)[] }
  | { readonly in: 'form'; readonly name: string }
  | FoundPlace

/** A whole header. `spelling` is the name as the provider writes it, for signing. */
export interface HeaderPlace {
  readonly in: 'header'
  readonly name: string
  readonly spelling: string
}

/** A parameter of a structured header. */
export interface ParameterPlace {
  readonly in: 'parameter'
  readonly header: HeaderPlace
  readonly name: string
  readonly separator: ParameterSeparator
}

/** Between the parameters of a header. */
export type ParameterSeparator = ',' | ';' | '|'

/** A place with a way of its own to look at a message: see `items`, `each` and `namedHeader`. */
export interface FoundPlace {
  readonly in: 'found'
  /** In words, such as `the header x-signature`. */
  readonly title: string
  /** The lower-case names of the headers it reads. */
  readonly headers: readonly string[]
  /** The setting that names its header, where the operator chooses one. */
  readonly param?: string
  /** How it is written into a header, which a setting may name; absent where it cannot be. */
  readonly write?: FoundWriting
  /** Whether it stands in the raw body, which a signature over the body covers. */
  readonly inBody?: boolean
  /** All values, or `undefined` where what holds them is not well written. */
  find(message: Message): readonly string[] | undefined
}

/** How a text is written into a header: behind what stands there already where there is a separator. */
export interface FoundWriting {
  readonly header: string | { readonly param: string; readonly otherwise?: string | undefined }
  readonly prefix?: string
  readonly separator?: string
}

/** The headers that a place needs, by lower-case name. */
export function headersOf(place: Place): readonly string[] {
  if (place.in === 'header') return [place.name]
  if (place.in === 'found') return place.headers
  return place.in === 'parameter' ? [place.header.name] : []
}

/** Where a value was looked for, in words. */
export function looked(place: Place): string {
  if (place.in === 'found') return `Looked for ${place.title}.`
  if (place.in === 'parameter') return `Looked for ${place.name}= in the header ${place.header.name}.`
  return place.in === 'json'
    ? `Looked for ${place.path.join('.')} in the body.`
    : `Looked for the ${place.in} ${place.name}.`
}

/** A whole header. */
export function header(name: string): HeaderPlace {
  return { in: 'header', name: name.toLowerCase(), spelling: name }
}

/** A parameter of a structured header such as Stripe's `t=…,v1=…`; blanks after the separator are allowed. */
export function parameter(
  headerName: string,
  name: string,
  separator: ParameterSeparator = ',',
): ParameterPlace {
  return { in: 'parameter', header: header(headerName), name, separator }
}

/** A parameter of the URL's query. */
export function query(name: string): Place {
  return { in: 'query', name }
}

/** A field of a JSON body, by its path from the root. */
export function jsonField(...path: readonly (string | number)[]): Place {
  return { in: 'json', path }
}

/** A field of a form body. */
export function formField(name: string): Place {
  return { in: 'form', name }
}
