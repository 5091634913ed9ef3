import { type Command, Option } from 'commander'
import type { DeliveryJson } from '../api/answers/delivery.ts'
import type { EventJson } from '../api/answers/event.ts'
import { type Call, part, withJsonData } from './calls/client.ts'
import { addAction, asItIs, type TwoWayOptions, withTwoWayOptions } from './calls/noun.ts'
import { deliveryColumns } from './delivery.ts'
import { addEraseCommand } from './erasure.ts'
import { addFindCommand } from './event/find.ts'
import { addSearchCommand } from './event/search.ts'
import { readBody } from './options/body-option.ts'
import { readJson } from './options/json-option.ts'
import { momentForms, pastOption } from './options/moment-option.ts'
import { type Columns, printItem, printList } from './shown/print-list.ts'

interface FilterOptions extends TwoWayOptions {
  readonly source?: string
  readonly type?: string
  readonly verdict?: string
  readonly from?: string
  readonly to?: string
}

interface PublishOptions {
  readonly data?: string
  readonly body?: string
  readonly contentType: string
  readonly idempotencyKey?: string
  readonly tenant?: string
}

const columns: Columns<EventJson> = [
  ['id', ({ id }) => id],
  ['received', ({ receivedAt }) => receivedAt],
  ['source', ({ source }) => source],
  ['type', ({ type }) => type ?? ''],
  ['verdict', ({ verdict }) => verdict],
  ['bytes', ({ size }) => String(size)],
]

const examples = `
Examples:
  countersign event list --source webex --verdict verified
  countersign event list --around 2026-01-31T12:00:00Z
  countersign event search 10023 --source webex
  countersign event find order.id 10023 --source shop
  countersign event body evt_… > body.json
  countersign event replay evt_… --destination app
  countersign event erase evt_… --reason 'case 4711'
  countersign event publish shop order.paid --data '{"order":17}'
  countersign event publish shop order.paid --data '{"order":17}' --tenant acme --idempotency-key order-17
  countersign event publish shop report.ready --body report.pdf --content-type application/pdf
`

/** `countersign event …`: what came in, and publishing. */
export function eventCommand(program: Command): void {
  const noun = program
    .command('event')
    .description('what came in or was published')
    .addHelpText('after', examples)
  addAction<FilterOptions>(
    noun,
    'list',
    'list events, the newest first',
    (command) =>
      withTwoWayOptions(command)
        .option('--source <NAME>', 'of one source')
        .option('--type <TYPE>', 'of one type')
        .option('--verdict <VERDICT>', 'verified, authenticated, unsigned, published or backfilled')
        .option('--from <TIME>', `received from then on: ${momentForms}`, pastOption)
        .option('--to <TIME>', 'received before then', pastOption),
    async (_args, { client, options }) => {
      const { limit, cursor, before, after, around, source, type, verdict, from, to, json } = options
      const query = { limit, cursor, before, after, around, source, type, verdict, from, to }
      printList(await client.call('GET', '/events', { query }), columns, json)
    },
  )
  addAction(
    noun,
    'show <id>',
    'show an event with its headers',
    asItIs,
    async ([id = ''], { client, options }) => {
      printItem(await client.call('GET', `/events/${part(id)}`), options.json)
    },
  )
  addAction<{ unmask?: boolean }>(
    noun,
    'body <id>',
    'write the body to the standard output, byte for byte',
    (command) => command.option('--unmask', 'with what its source masks; the audit tells of it'),
    async ([id = ''], { client, options }) => {
      const path = `/events/${part(id)}`
      const body = options.unmask ? client.bytes(`${path}/unmask`, 'POST') : client.bytes(`${path}/body`)
      process.stdout.write(await body)
    },
  )
  addAction(
    noun,
    'deliveries <id>',
    'list its deliveries',
    asItIs,
    async ([id = ''], { client, options }) => {
      const page = await client.call<{ items: DeliveryJson[]; next: null }>(
        'GET',
        `/events/${part(id)}/deliveries`,
      )
      printList(page, deliveryColumns, options.json)
    },
  )
  addAction<{ destination?: string; to?: string }>(
    noun,
    'replay <id>',
    'deliver an event again',
    (command) =>
      command
        .option('--destination <NAME>', 'to this one alone (default: where the routes lead)')
        .addOption(new Option('--to <NAME>').hideHelp()),
    async ([id = ''], { client, options }) => {
      const { to, destination = to } = options
      const body = destination === undefined ? {} : { destination }
      printItem(await client.call('POST', `/events/${part(id)}/replay`, { body }), options.json)
    },
  )
  addSearchCommand(noun)
  addFindCommand(noun, columns)
  addEraseCommand(noun)
  addAction<PublishOptions>(
    noun,
    'publish <source> <type>',
    'publish an event of your own',
    (command) =>
      withJsonData(command, 'its JSON')
        .option('--body <FILE>', 'its body, taken as it is; - reads the standard input')
        .option('--content-type <TYPE>', 'of the body', 'application/octet-stream')
        .option('--tenant <TENANT>', 'reaches this tenant’s destinations, without a route')
        .option('--idempotency-key <KEY>', 'a repeat with the same key is the same event'),
    async ([source = '', type = ''], { client, options, command }) => {
      printItem(
        await client.call('POST', '/events', await publication(source, type, options, command)),
        options.json,
      )
    },
  )
}

async function publication(
  source: string,
  type: string,
  options: PublishOptions,
  command: Command,
): Promise<Call> {
  const { data, body, contentType, idempotencyKey, tenant } = options
  if ((data === undefined) === (body === undefined)) {
    return command.error('error: give either --data JSON or --body FILE', { exitCode: 2 })
  }
  if (body !== undefined) {
    const bytes = await readBody(command, body)
    return { query: { source, type, tenant, idempotencyKey }, raw: { bytes, contentType } }
  }
  const json = data ?? ''
  readJson(command, '--data', json)
  // What is undefined is left out. The data goes as it was typed, with all its digits.
  const rest = JSON.stringify({ source, type, tenant, idempotencyKey })
  const bytes = Buffer.from(`${rest.slice(0, -1)},"data":${json}}`)
  return { raw: { bytes, contentType: 'application/json' } }
}
