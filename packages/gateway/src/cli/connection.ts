import type { Command } from 'commander'
import type { ConnectionJson } from '../api/answers/connection.ts'
import { bounds } from '../model/bounds.ts'
import { part } from './calls/client.ts'
import { addAction, asItIs, type ListOptions, withListOptions } from './calls/noun.ts'
import { momentForms, parseMoment } from './options/moment-option.ts'
import { parseWhole, usually } from './options/whole-option.ts'
import { type Columns, printItem, printList } from './shown/print-list.ts'

const columns: Columns<ConnectionJson> = [
  ['name', ({ name }) => name],
  ['provider', ({ provider }) => provider],
  ['state', ({ state, status }) => (state === 'connected' ? status : state)],
  ['seen right', ({ goodAt }) => goodAt ?? 'never'],
  ['last gap', ({ lastGap }) => (lastGap === null ? '' : `${lastGap.from} to ${lastGap.to}`)],
  ['problem', ({ problem }) => problem ?? ''],
]

const examples = `
Examples:
  countersign connection list
  countersign connection rotate webex --overlap 86400
  countersign connection backfill webex --from 2026-01-31T12:00:00Z
`

/** `countersign connection …`: webhooks that the gateway keeps at providers. */
export function connectionCommand(program: Command): void {
  const noun = program
    .command('connection')
    .description('webhooks that the gateway keeps at providers; see also connect and disconnect')
    .addHelpText('after', examples)
  addAction<ListOptions>(
    noun,
    'list',
    'list connections',
    withListOptions,
    async (_args, { client, options }) => {
      const { limit, cursor, json } = options
      printList(await client.call('GET', '/connections', { query: { limit, cursor } }), columns, json)
    },
  )
  addAction(noun, 'show <name>', 'show a connection', asItIs, async ([name = ''], { client, options }) => {
    printItem(await client.call('GET', `/connections/${part(name)}`), options.json)
  })
  addAction(
    noun,
    'check <name>',
    'look at the webhook now; wakes it where the provider has switched it off',
    asItIs,
    async ([name = ''], { client, options }) => {
      printItem(await client.call('POST', `/connections/${part(name)}/check`), options.json)
    },
  )
  addAction(
    noun,
    'repair <name>',
    'write the webhook anew, or make another where someone deleted it',
    asItIs,
    async ([name = ''], { client, options }) => {
      printItem(await client.call('POST', `/connections/${part(name)}/repair`), options.json)
    },
  )
  addAction<{ to?: string; assumeReachable?: true }>(
    noun,
    'move <name>',
    'have the provider send to another address that leads here',
    (command) =>
      command
        .option('--to <URL>', 'the address, up to /in/ (default: the gateway’s public one)')
        .option('--assume-reachable', 'do not ask the address whether it leads here'),
    async ([name = ''], { client, options: { to: address = null, assumeReachable = false, json } }) => {
      const body = { address, assumeReachable }
      printItem(await client.call('POST', `/connections/${part(name)}/move`, { body }), json)
    },
  )
  addAction<{ overlap?: number }>(
    noun,
    'rotate <name>',
    'give the webhook a new secret; no event is refused in between',
    (command) =>
      command.option(
        '--overlap <SECONDS>',
        `how long the old one stays good ${usually(bounds.rotationSeconds)}`,
        parseWhole(bounds.rotationSeconds),
      ),
    async ([name = ''], { client, options }) => {
      const body = options.overlap === undefined ? {} : { overlapSeconds: options.overlap }
      printItem(await client.call('POST', `/connections/${part(name)}/rotate`, { body }), options.json)
    },
  )
  addAction<{ from: Date; to?: Date }>(
    noun,
    'backfill <name>',
    'fetch what happened in a stretch of time, and let in what did not arrive',
    (command) =>
      command
        .requiredOption('--from <TIME>', `from then on: ${momentForms}`, parseMoment)
        .option('--to <TIME>', 'before then (default: now)', parseMoment),
    async ([name = ''], { client, options }) => {
      const body = { from: options.from.toISOString(), to: options.to?.toISOString() }
      printItem(await client.call('POST', `/connections/${part(name)}/backfill`, { body }), options.json)
    },
  )
}
