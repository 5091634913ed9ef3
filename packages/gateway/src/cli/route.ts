import type { Command } from 'commander'
import { part } from './client.ts'
import { addAction, asItIs, type ListOptions, withListOptions } from './noun.ts'
import { type Columns, printDone, printItem, printList } from './print-list.ts'

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

const examples = `
Examples:
  countersign route create webex app
  countersign route create webex app --filter 'type == "messages.created"'
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
    (command) => command.option('--filter <CEL>', 'over source, type, verdict, headers and json'),
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
  addAction(noun, 'delete <id>', 'delete a route', asItIs, async ([id = ''], { client, options }) => {
    await client.call('DELETE', `/routes/${part(id)}`)
    printDone(`The route ${id} is deleted.`, options.json)
  })
}
