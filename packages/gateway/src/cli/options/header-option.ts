import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError } from 'commander'

/** Headers in the order given; a name may occur more than once. */
export type HeaderLines = readonly (readonly [name: string, value: string])[]

/** Adds `-H, --header`, repeatable, as curl has it. */
export function withHeaderOption(command: Command): Command {
  return command.option(
    '-H, --header <line>',
    "a header, 'Name: value'; @FILE reads such lines from a file; repeatable",
    collectHeader,
  )
}

/** As the library takes them: a name that occurs twice keeps both values, which a strict scheme refuses. */
export function headerRecord(lines: HeaderLines): Record<string, string[]> {
  const record: Record<string, string[]> = Object.create(null)
  for (const [name, value] of lines) {
    const values = record[name] ?? []
    values.push(value)
    record[name] = values
  }
  return record
}

function collectHeader(line: string, earlier: HeaderLines | undefined): HeaderLines {
  const lines = line.startsWith('@') ? readLines(line.slice(1)) : [parseLine(line)]
  return [...(earlier ?? []), ...lines]
}

/** Before the headers of a request or an answer that was saved whole. */
const firstLine = /^(?:[A-Z]+ \S+ HTTP\/\d(?:\.\d)?|HTTP\/\d.*)$/

/** The headers of a file; what a saved request or `curl -v` has beside them is passed over. */
function readLines(file: string): HeaderLines {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new InvalidArgumentError(`Cannot read the headers: ${(cause as Error).message}`)
  }
  return text.split(/\r?\n/).flatMap((line, at) => {
    const bare = line.replace(/^[<>](?: |$)/, '')
    return bare === '' || firstLine.test(bare) ? [] : [parseLine(bare, `Line ${at + 1} of ${file} is none: `)]
  })
}

function parseLine(line: string, where = ''): readonly [string, string] {
  // A field name is a token (RFC 9110, section 5.1); the value loses only the blanks that HTTP strips.
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(line)
  const [, name, value] = match ?? []
  if (name === undefined || value === undefined)
    throw new InvalidArgumentError(`${where}${where === '' ? 'W' : 'w'}rite a header as 'Name: value'.`)
  return [name, value]
}
