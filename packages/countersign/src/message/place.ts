import { strictText } from './encoding.ts'
import { entriesOf } from './entries.ts'
import { isDoubled } from './json-doubled.ts'
import { jsonText } from './json-text.ts'
import type { Message } from './message.ts'

/** Where a value stands in a message. One vocabulary for signatures, timestamps, ids and event types. */
export type Place = HeaderPlace | ParameterPlace | QueryPlace | JsonPlace | FormPlace | FoundPlace

/** What every place tells of itself. */
interface Findable {
  /** In words, such as `the header x-signature`. */
  readonly title: string
  /** The lower-case names of the headers it reads. */
  readonly headers: readonly string[]
  /** Whether a second value is a doubled one, and none of several. */
  readonly single?: boolean
  /** All values, or `undefined` where what holds them is not well written. */
  find(message: Message): readonly string[] | undefined
  /**
   * As `find`, of a value that is signed: a body that cannot be read holds nothing to be found, which is not the same as
   * a body that leaves the value out. Absent where there is no difference.
   */
  findSigned?(message: Message): readonly string[] | undefined
}

/** A whole header. `spelling` is the name as the provider writes it, for signing. */
export interface HeaderPlace extends Findable {
  readonly in: 'header'
  readonly name: string
  readonly spelling: string
}

/** A parameter of a structured header. */
export interface ParameterPlace extends Findable {
  readonly in: 'parameter'
  /** Whether it is written empty where there is nothing for it: some libraries go by the order of the parameters. */
  readonly always?: boolean
  readonly header: HeaderPlace
  readonly name: string
  readonly separator: ParameterSeparator
}

/** A parameter of the query. */
interface QueryPlace extends Findable {
  readonly in: 'query'
  readonly name: string
}

/** A field of a JSON body. */
interface JsonPlace extends Findable {
  readonly in: 'json'
  readonly path: readonly (string | number)[]
}

/** A field of a form body. */
interface FormPlace extends Findable {
  readonly in: 'form'
  readonly name: string
}

/** Between the parameters of a header; blanks behind it are read either way, and written where they stand in it. */
export type ParameterSeparator = ',' | ', ' | ';' | '|'

/** A place with a way of its own to look at a message: see `items`, `each` and `namedHeader`. */
export interface FoundPlace extends Findable {
  readonly in: 'found'
  /** The setting that names its header, where the operator chooses one. */
  readonly param?: string
  /** The setting that names its parameter of the query, where the operator chooses that. */
  readonly queryParam?: string
  /** How it is written, into a header, which a setting may name, or into each element of a list; absent where it cannot be. */
  readonly write?: FoundWriting | EachWriting
  /** Whether it stands in the raw body, which a signature over the body covers. */
  readonly inBody?: boolean
}

/** How a text is written into a header: behind what stands there already where there is a separator. */
export interface FoundWriting {
  readonly header: string | { readonly param: string; readonly otherwise?: string | undefined }
  readonly prefix?: string
  readonly separator?: string
  /** Makes the header of the text and of what stands there already, where it holds more than that. */
  readonly wrap?: (text: string, before: string) => string
}

/** A text that is written into each element of a list of the body, at a path in it. */
export interface EachWriting {
  readonly list: readonly (string | number)[]
  readonly field: readonly (string | number)[]
}

/** Where a value was looked for, as a fact, see `facts.ts`. */
export function looked(...places: readonly Pick<Place, 'title'>[]): string {
  return `looked-for ${places.map(({ title }) => title).join(' or ')}`
}

/** The one value at a place for a scheme's description; `undefined` where there is none or more than one. */
export function findOne(message: Message, place: Place): string | undefined {
  const values = place.find(message)
  return values?.length === 1 ? values[0] : undefined
}

/** A whole header. */
export function header(spelling: string): HeaderPlace {
  const name = spelling.toLowerCase()
  return {
    in: 'header',
    name,
    spelling,
    single: true,
    title: `the header ${name}`,
    headers: [name],
    find: (message) => message.headerValues(name),
  }
}

/** A parameter of a structured header such as Stripe's `t=…,v1=…`; blanks after the separator are allowed. */
export function parameter(
  headerName: string,
  name: string,
  separator: ParameterSeparator = ',',
): ParameterPlace {
  const place = header(headerName)
  return {
    in: 'parameter',
    header: place,
    name,
    separator,
    title: `${name}= in ${place.title}`,
    headers: place.headers,
    find(message) {
      const headers = message.headerValues(place.name)
      const text = headers[0]
      if (text === undefined) return []
      return headers.length > 1
        ? undefined
        : entriesOf(text, name, separator === ', ' ? ',' : separator, '=', true)
    },
  }
}

/** A parameter of the URL's query. */
export function query(name: string): Place {
  return {
    in: 'query',
    name,
    single: true,
    title: `the query ${name}`,
    headers: [],
    find: (message) => message.queryValues(name),
  }
}

/** A field of a JSON body, by its path from the root. */
export function jsonField(...path: readonly (string | number)[]): Place {
  const find = (message: Message): readonly string[] | undefined => {
    const value = message.field(...path)
    if (value === undefined || value === null) return []
    if (typeof value === 'string') return [value]
    return Number.isSafeInteger(value) || typeof value === 'boolean' ? [String(value)] : undefined
  }
  return {
    in: 'json',
    path,
    single: true,
    title: `${path.join('.')} in the body`,
    headers: [],
    find,
    findSigned(message) {
      const text = textOf(message.body)
      const unclear =
        text === undefined || message.field() === undefined || isDoubled(jsonText(text, message), path)
      return unclear ? undefined : find(message)
    },
  }
}

/** A field of a form body. */
export function formField(name: string): Place {
  return {
    in: 'form',
    name,
    single: true,
    title: `the form ${name}`,
    headers: [],
    find: (message) => message.form().getAll(name),
    findSigned: (message) => (textOf(message.body) === undefined ? undefined : message.form().getAll(name)),
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strictText(bytes)
  } catch {
    return undefined
  }
}
