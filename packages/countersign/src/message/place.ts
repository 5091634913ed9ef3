/** Where a value stands in a message. One vocabulary for signatures, timestamps, ids and event types. */
export type Place =
  | HeaderPlace
  | ParameterPlace
  | { readonly in: 'query'; readonly name: string }
  | { readonly in: 'json'; readonly path: readonly (string | number)[] }
  | { readonly in: 'form'; readonly name: string }

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
  readonly separator: ',' | ';'
}

/** The headers that a place needs, by lower-case name. */
export function headersOf(place: Place): readonly string[] {
  if (place.in === 'header') return [place.name]
  return place.in === 'parameter' ? [place.header.name] : []
}

/** Where a value was looked for, in words. */
export function looked(place: Place): string {
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
export function parameter(headerName: string, name: string, separator: ',' | ';' = ','): ParameterPlace {
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
