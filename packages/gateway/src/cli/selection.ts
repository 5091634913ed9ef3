import type { Command } from 'commander'

/** By what deliveries are meant, each with its option. */
const described = {
  destination: ['--destination <NAME>', 'to one destination'],
  source: ['--source <NAME>', 'of events of one source'],
  type: ['--type <TYPE>', 'of events of one type'],
  code: ['--code <CODE>', 'whose last attempt ended with this error: ERR_DELIVERY_REFUSED'],
  from: ['--from <TIME>', 'of events received from then on, ISO 8601'],
  to: ['--to <TIME>', 'of events received before then'],
  filter: ['--filter <CEL>', 'of events that a filter lets pass'],
} as const

export type SelectionField = keyof typeof described

/** What of them was given. */
export type Selection = { readonly [Field in SelectionField]?: string }

/** Adds the options by which many deliveries are meant. */
export function withSelection(command: Command, fields: readonly SelectionField[]): Command {
  for (const [flags, help] of fields.map((field) => described[field])) command.option(flags, help)
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
  return `${fields.map((field) => `--${field}`).join(', ')}, or --all`
}
