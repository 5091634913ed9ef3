import { type Command, Option } from 'commander'
import { momentForms, pastOption } from '../options/moment-option.ts'

export type SelectionField =
  | 'destination'
  | 'source'
  | 'type'
  | 'code'
  | 'httpClass'
  | 'from'
  | 'to'
  | 'filter'

/** By what deliveries are meant, each with its option. */
const described: Readonly<
  Record<SelectionField, readonly [flags: string, help: string, parse?: (text: string) => string]>
> = {
  destination: ['--destination <NAME>', 'to one destination'],
  source: ['--source <NAME>', 'of events of one source'],
  type: ['--type <TYPE>', 'of events of one type'],
  code: ['--code <CODE>', 'whose last attempt ended with this error: ERR_DELIVERY_REFUSED'],
  httpClass: ['--http-class <CLASS>', 'whose last answer was 2xx, 3xx, 4xx or 5xx'],
  from: ['--from <TIME>', `of events received from then on: ${momentForms}`, pastOption],
  to: ['--to <TIME>', 'of events received before then', pastOption],
  filter: ['--filter <CEL>', 'of events that a filter lets pass'],
}

/** What of them was given. */
export type Selection = { readonly [Field in SelectionField]?: string }

/** Adds the options by which many deliveries are meant. */
export function withSelection(command: Command, fields: readonly SelectionField[]): Command {
  for (const [flags, help, parse] of fields.map((field) => described[field])) {
    const option = new Option(flags, help)
    command.addOption(parse === undefined ? option : option.argParser(parse))
  }
  return command
}

/** What was said of which are meant; null where nothing was, and not `--all` either. */
export function selectionOf(
  options: Selection & { readonly all?: boolean },
  fields: readonly SelectionField[],
): Selection | null {
  const selection = Object.fromEntries(fields.map((field) => [field, options[field]])) as Selection
  const said = options.all === true || Object.values(selection).some((value) => value !== undefined)
  return said ? selection : null
}

/** `--destination, --source, …, or --all`, as a complaint names them. */
export function namedOptions(fields: readonly SelectionField[]): string {
  return `${fields.map((field) => described[field][0].split(' ')[0]).join(', ')}, or --all`
}
