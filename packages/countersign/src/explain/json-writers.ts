/** JSON in pieces: each string, number, word and sign is one; white space is none. */
export type Pieces = readonly string[]

/** How a JSON writer spaces. */
export interface Layout {
  readonly title: string
  readonly comma: string
  readonly colon: string
  /** Whether what is empty has lines of its own, too, as Ruby wrote it. */
  readonly openEmpty?: boolean
  /** Each line's, by how deep it lies; without it all is one line. */
  readonly indent?: string
}

/** How a JSON writer escapes, beyond what JSON wants. */
export interface Escapes {
  readonly title: string
  /** Takes a string in its quotes, with no escape that is not needed. */
  readonly write: (text: string) => string
}

/** JSON is not indented where that takes more characters: deep in brackets each line would begin with thousands. */
const mostIndent = 4_194_304
const piece = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** The pieces of valid JSON as they are: numbers keep their spelling (`12.50`, `1649922777.0`), strings their escapes. */
export function piecesOf(json: string): Pieces {
  return json.match(piece) ?? []
}

/** Strings without the escapes that they do not need. */
export function plain(pieces: Pieces): Pieces {
  return pieces.map((one) =>
    one.startsWith('"') && one.includes('\\') ? JSON.stringify(JSON.parse(one)) : one,
  )
}

export function escaped(pieces: Pieces, { write }: Escapes): Pieces {
  return pieces.map((one) => (one.startsWith('"') ? write(one) : one))
}

function hex(characters: RegExp, spelled = (code: string): string => code): Escapes['write'] {
  return (text) =>
    text.replaceAll(characters, (one) => `\\u${spelled(one.charCodeAt(0).toString(16)).padStart(4, '0')}`)
}

function slashes(text: string): string {
  return text.replaceAll('/', '\\/')
}

const ascii = hex(/[\u0080-\uffff]/g)
const dotnet = hex(/[<>&'+`\u007f-\uffff]/g, (code) => code.toUpperCase())

type HowEscaped = 'none' | 'ascii' | 'slashes' | 'php' | 'html' | 'dotnet'

export const escapes: Readonly<Record<HowEscaped, Escapes>> = {
  none: { title: 'no escapes', write: (text) => text },
  ascii: { title: 'escapes beyond ASCII', write: ascii },
  slashes: { title: 'escaped slashes', write: slashes },
  php: { title: 'PHP’s escapes', write: (text) => slashes(ascii(text)) },
  html: { title: 'the escapes of Go and Rails', write: hex(/[<>&\u2028\u2029]/g) },
  dotnet: {
    title: '.NET’s escapes',
    write: (text) =>
      dotnet(text).replaceAll(/\\(.)/g, (whole, one: string) => (one === '"' ? '\\u0022' : whole)),
  },
}

const lines = { comma: ',', colon: ': ' }

type HowSpaced = 'compact' | 'spaced' | 'two' | 'four' | 'tab' | 'ruby'

export const layouts: Readonly<Record<HowSpaced, Layout>> = {
  compact: { title: 'compact JSON', comma: ',', colon: ':' },
  spaced: { title: 'JSON with a blank behind commas and colons', comma: ', ', colon: ': ' },
  two: { title: 'JSON with an indent of two', ...lines, indent: '  ' },
  four: { title: 'JSON with an indent of four', ...lines, indent: '    ' },
  tab: { title: 'JSON with tabs', ...lines, indent: '\t' },
  ruby: { title: 'Ruby’s JSON.pretty_generate writes it', ...lines, indent: '  ', openEmpty: true },
}

/** The JSON in a layout; `undefined` where it is too deep to be indented. */
export function written(pieces: Pieces, { comma, colon, indent, openEmpty }: Layout): string | undefined {
  if (indent === undefined)
    return pieces.map((one) => (one === ',' ? comma : one === ':' ? colon : one)).join('')
  // Joined: added up piece by piece, a megabyte costs half as much again.
  const text: string[] = []
  let line = '\n'
  let depth = 0
  let indented = 0
  let before = ''
  for (const one of pieces) {
    const empty = before === '{' || before === '['
    if (one === '}' || one === ']') {
      line = `\n${indent.repeat(--depth)}`
      if (!empty) text.push(line)
      else if (openEmpty === true) text.push(one === ']' ? `\n${line}` : line)
    } else if (empty) text.push(line)
    if (one === '{' || one === '[') {
      depth++
      line = `\n${indent.repeat(depth)}`
    }
    if (one === ',' || empty) indented += line.length
    if (indented > mostIndent) return undefined
    text.push(one === ',' ? comma + line : one === ':' ? colon : one)
    before = one
  }
  return text.join('')
}
