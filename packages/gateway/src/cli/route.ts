import type { Command } from 'commander'
import { bounds } from '../model/bounds.ts'
import { counted } from '../model/counted.ts'
import { part } from './calls/client.ts'
import { addAction, asItIs, type ListOptions, withListOptions } from './calls/noun.ts'
import { parseWhole, usually } from './options/whole-option.ts'
import { type Columns, printDone, printItem, printList } from './shown/print-list.ts'

interface RouteRow {
  readonly id: string
  readonly source: string
  readonly destination: string
  readonly filter: string | null
}

const columns: Columns<RouteRow> = [
  ['id', ({ id }) => id],
  ['source', ({ source }) => source],
  ['destination', ({ destination }) => destination],
  ['filter', ({ filter }) => filter ?? ''],
]

interface Trial {
  readonly tried: number
  readonly matched: number
  readonly failed: number
  readonly items: readonly TrialRow[]
}

interface TrialRow {
  readonly event: string
  readonly source: string
  readonly type: string | null
  readonly receivedAt: string
  readonly result: string
}

const trialColumns: Columns<TrialRow> = [
  ['event', ({ event }) => event],
  ['received', ({ receivedAt }) => receivedAt],
  ['source', ({ source }) => source],
  ['type', ({ type }) => type ?? ''],
  ['result', ({ result }) => result],
]

const examples = `
Examples:
  countersign route create webex app
  countersign route create webex app --filter 'type == "messages.created"'
  countersign route try 'type == "messages.created"' --source webex
  countersign route change rte_… --filter 'json.data.roomType == "group"'
`

/** `countersign route …`: source → destination, with a filter. */
export function routeCommand(program: Command): void {
  const noun = program
    .command('route')
    .description('from a source to a destination, with a filter')
    .addHelpText('after', examples)
  addAction<ListOptions>(noun, 'list', 'list routes', withListOptions, async (_args, { client, options }) => {
    const { limit, cursor, json } = options
    printList(await client.call('GET', '/routes', { query: { limit, cursor } }), columns, json)
  })
  addAction<{ filter?: string }>(
    noun,
    'create <source> <destination>',
    'send what comes in at a source to a destination',
    (command) => command.option('--filter <CEL>', 'over source, type, verdict, headers, json and form'),
    async ([source, destination], { client, options }) => {
      const body = { source, destination, filter: options.filter ?? null }
      printItem(await client.call('POST', '/routes', { body }), options.json)
    },
  )
  addAction<{ filter?: string }>(
    noun,
    'change <id>',
    'change the filter; without one all pass',
    (command) => command.option('--filter <CEL>', 'the new filter'),
    async ([id = ''], { client, options }) => {
      const body = { filter: options.filter ?? null }
      printItem(await client.call('PATCH', `/routes/${part(id)}`, { body }), options.json)
    },
  )
  addAction<{ source?: string; type?: string; limit?: number }>(
    noun,
    'try <filter>',
    'try a filter on past events: which it would have let pass',
    (command) =>
      command
        .option('--source <NAME>', 'on events of one source')
        .option('--type <TYPE>', 'on events of one type')
        .option(
          '--limit <N>',
          `on so many, the newest first ${usually(bounds.triedEvents)}`,
          parseWhole(bounds.triedEvents),
        ),
    async ([filter], { client, options: { source, type, limit, json } }) => {
      const body = { filter, source, type, limit }
      const trial = await client.call<Trial>('POST', '/routes/try', { body })
      if (json) return printItem(trial, true)
      printList({ items: trial.items, next: null }, trialColumns, false)
      printDone(
        `${trial.matched} of ${counted(trial.tried, 'event')} pass, on ${trial.failed} the filter fails.`,
        false,
      )
    },
  )
  addAction(noun, 'delete <id>', 'delete a route', asItIs, async ([id = ''], { client, options }) => {
    await client.call('DELETE', `/routes/${part(id)}`)
    printDone(`The route ${id} is deleted.`, options.json)
  })
}
