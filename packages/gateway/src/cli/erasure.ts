import type { Command } from 'commander'
import type { ErasureJson } from '../api/answers/erasure.ts'
import { counted } from '../model/counted.ts'
import { type Client, part } from './calls/client.ts'
import { forAllPages } from './calls/for-all-pages.ts'
import { addAction, asItIs, type ListOptions, withListOptions } from './calls/noun.ts'
import { momentForms, pastOption } from './options/moment-option.ts'
import { type Columns, printDone, printItem, printList } from './shown/print-list.ts'

interface EraseOptions {
  readonly reason?: string
  readonly filter?: string
  readonly source?: string
  readonly from?: string
  readonly to?: string
  readonly dryRun?: boolean
}

const columns: Columns<ErasureJson> = [
  ['id', ({ id }) => id],
  ['made', ({ createdAt }) => createdAt],
  ['by', ({ by }) => by],
  ['state', ({ state }) => state],
  ['events', ({ events }) => String(events)],
  ['rejections', ({ rejections }) => String(rejections)],
  ['reason', ({ reason }) => reason],
]

const examples = `
Examples:
  countersign erasure create --filter 'json.data.personEmail == "jane@example.com"' --dry-run
  countersign erasure create --filter 'json.data.personEmail == "jane@example.com"' --reason 'case 4711'
  countersign erasure show ers_1
`

function withSelection(command: Command): Command {
  return command
    .option('--filter <CEL>', 'over source, type, verdict, headers, json and form')
    .option('--source <NAME>', 'of one source')
    .option('--from <TIME>', `received from then on: ${momentForms}`, pastOption)
    .option('--to <TIME>', 'received before then', pastOption)
    .option('--reason <TEXT>', 'kept for good: a case number, not the name of the person')
    .option('--dry-run', 'count what would be erased')
}

/** `countersign erasure …`: content that is taken out on demand. */
export function erasureCommand(program: Command): void {
  const noun = program
    .command('erasure')
    .description('erase the content of events, for good')
    .addHelpText('after', examples)
  addAction<ListOptions>(
    noun,
    'list',
    'list erasures',
    withListOptions,
    async (_args, { client, options }) => {
      const { limit, cursor, json } = options
      printList(await client.call('GET', '/erasures', { query: { limit, cursor } }), columns, json)
    },
  )
  addAction<EraseOptions>(
    noun,
    'create',
    'erase all events, and kept rejections, that match',
    withSelection,
    async (_args, { client, options, command }) => await eraseMatching(command, client, options),
  )
  addAction(noun, 'show <id>', 'show how far it has come', asItIs, async ([id = ''], { client, options }) => {
    printItem(await client.call('GET', `/erasures/${part(id)}`), options.json)
  })
  addAction<{ filter: string }>(
    noun,
    'compare <id>',
    'say whether it was made with this filter, which is not kept',
    (command) => command.requiredOption('--filter <CEL>', 'to compare, to the last character'),
    async ([id = ''], { client, options: { filter, json } }) => {
      printItem(await client.call('POST', `/erasures/${part(id)}/compare`, { body: { filter } }), json)
    },
  )
  addAction(
    noun,
    'cancel <id>',
    'let it look no further; what it has erased stays erased',
    asItIs,
    async ([id = ''], { client, options }) => {
      printItem(await client.call('POST', `/erasures/${part(id)}/cancel`), options.json)
    },
  )
}

/** Adds `event erase`. */
export function addEraseCommand(noun: Command): void {
  addAction<EraseOptions>(
    noun,
    'erase [id]',
    'erase the content of an event, or of all that match',
    withSelection,
    async ([id], { client, options, command }) => {
      if (id === undefined) return await eraseMatching(command, client, options)
      const { reason, json } = options
      if (options.filter !== undefined || options.dryRun === true)
        return wrong(command, 'give either an id or --filter')
      if (reason === undefined) return wrong(command, 'give a --reason')
      printItem(await client.call('POST', `/events/${part(id)}/erase`, { body: { reason } }), json)
    },
  )
}

async function eraseMatching(
  command: Command,
  client: Client,
  options: EraseOptions & { readonly json?: boolean },
): Promise<void> {
  const { filter, source, from, to, reason, json = false } = options
  if (filter === undefined) return wrong(command, "give a --filter; 'true' is everything")
  if (options.dryRun !== true) {
    if (reason === undefined) return wrong(command, 'give a --reason')
    // What is undefined is left out of the JSON.
    return printItem(
      await client.call('POST', '/erasures', { body: { filter, source, from, to, reason } }),
      json,
    )
  }
  const none = { events: 0, rejections: 0 }
  const found = await forAllPages(client, '/erasures/count', { filter, source, from, to }, none)
  if (json) printItem(found, true)
  else
    printDone(
      `${counted(found.events, 'event')} and ${counted(found.rejections, 'rejection')} would be erased.`,
      false,
    )
}

function wrong(command: Command, message: string): never {
  return command.error(`error: ${message}`, { exitCode: 2 })
}
