/** A component that a signature covers, such as `"@method"` or `"@query-param";name="id"`. */
export interface Component {
  readonly name: string
  /** As it stands in the list, with its parameters. */
  readonly written: string
  readonly params: Readonly<Record<string, string | number | boolean>>
}

/** One member of Signature-Input (RFC 9421 section 4.1). */
export interface SignatureInput {
  readonly label: string
  readonly components: readonly Component[]
  readonly params: Readonly<Record<string, string | number | boolean>>
  /** The list with its parameters as it came: what is signed of it is this very text. */
  readonly written: string
}

const maxLength = 8192
const mostMembers = 8
const mostComponents = 64

/** Reads structured fields (RFC 8941), as far as these headers use them: keys, strings, integers, booleans, bytes, tokens. */
class Reader {
  readonly #text: string
  at = 0

  constructor(text: string) {
    this.#text = text
  }

  get done(): boolean {
    return this.at >= this.#text.length
  }

  /** What a pattern, which must be sticky, finds here. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at
    const [found] = pattern.exec(this.#text) ?? []
    if (found !== undefined) this.at += found.length
    return found
  }

  since(start: number): string {
    return this.#text.slice(start, this.at)
  }
}

function bareItem(reader: Reader): string | number | boolean | undefined {
  const text = reader.take(/"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"/y)
  if (text !== undefined) return text.slice(1, -1).replaceAll(/\\(.)/g, '$1')
  const number = reader.take(/-?\d{1,15}(?![.\d])/y)
  if (number !== undefined) return Number(number)
  const truth = reader.take(/\?[01]/y)
  if (truth !== undefined) return truth === '?1'
  return reader.take(/[A-Za-z*][!#$%&'*+.^_`|~\w:/-]*/y)
}

/** `;created=1;keyid="x"`; `undefined` where they are not well written, or one stands there twice. */
function parameters(reader: Reader): Record<string, string | number | boolean> | undefined {
  const found: Record<string, string | number | boolean> = Object.create(null)
  while (reader.take(/;/y) !== undefined) {
    reader.take(/ */y)
    const key = reader.take(/[a-z*][a-z0-9_.*-]*/y)
    if (key === undefined || key in found) return undefined
    const value = reader.take(/=/y) === undefined ? true : bareItem(reader)
    if (value === undefined) return undefined
    found[key] = value
  }
  return found
}

function innerList(reader: Reader): readonly Component[] | undefined {
  if (reader.take(/\(/y) === undefined) return undefined
  const found: Component[] = []
  for (;;) {
    reader.take(/ */y)
    if (reader.take(/\)/y) !== undefined) return found
    if (found.length >= mostComponents) return undefined
    const start = reader.at
    const name = reader.take(/"[a-z0-9@!#$%&'*+.^_`|~-]+"/y)
    const params = name === undefined ? undefined : parameters(reader)
    // RFC 8941 section 4.2.1.2: behind an item comes a blank or the end.
    if (name === undefined || params === undefined || reader.take(/(?=[ )])/y) === undefined) return undefined
    const written = reader.since(start)
    // RFC 9421 section 2.5: a component stands there once.
    if (found.some((one) => one.written === written)) return undefined
    found.push({ name: name.slice(1, -1), written, params })
  }
}

/** The members of a dictionary, each read by a function; `undefined` where it is not well written. */
function dictionary<T>(
  text: string,
  read: (reader: Reader, label: string) => T | undefined,
): readonly T[] | undefined {
  if (text.length > maxLength) return undefined
  const reader = new Reader(text)
  const found: T[] = []
  const labels = new Set<string>()
  // RFC 8941 section 4.2: before the first stand blanks alone; section 4.2.2: behind a member tabs, too.
  reader.take(/ */y)
  for (;;) {
    const label = reader.take(/[a-z*][a-z0-9_.*-]*/y)
    if (label === undefined || labels.has(label) || reader.take(/=/y) === undefined) return undefined
    const member = read(reader, label)
    if (member === undefined || found.length >= mostMembers) return undefined
    labels.add(label)
    found.push(member)
    reader.take(/[ \t]*/y)
    if (reader.done) return found
    if (reader.take(/,[ \t]*/y) === undefined) return undefined
  }
}

/** Reads Signature-Input; `undefined` where it is not well written. */
export function readSignatureInput(text: string): readonly SignatureInput[] | undefined {
  return dictionary(text, (reader, label) => {
    const start = reader.at
    const components = innerList(reader)
    const params = components === undefined ? undefined : parameters(reader)
    if (components === undefined || params === undefined) return undefined
    return { label, components, params, written: reader.since(start) }
  })
}

/** Reads a dictionary of bytes, as Signature and Content-Digest are: base64 by its key. */
export function readBytes(text: string): ReadonlyMap<string, string> | undefined {
  const members = dictionary(text, (reader, label) => {
    const bytes = reader.take(/:[A-Za-z0-9+/=]*:/y)
    return bytes === undefined || parameters(reader) === undefined
      ? undefined
      : ([label, bytes.slice(1, -1)] as const)
  })
  return members === undefined ? undefined : new Map(members)
}
