import type { Command } from 'commander'
import type { DeliveryJson } from '../api/answers/delivery.ts'
import { part } from './calls/client.ts'
import { addAction, asItIs, type TwoWayOptions, withTwoWayOptions } from './calls/noun.ts'
import { addDecideCommand } from './delivery/decide.ts'
import { addDiscardCommands } from './delivery/discard.ts'
import { addRetryCommand } from './delivery/retry.ts'
import { addSendNowCommand } from './delivery/send-now.ts'
import { momentForms, pastOption } from './options/moment-option.ts'
import { type Columns, printItem, printList } from './shown/print-list.ts'

interface FilterOptions extends TwoWayOptions {
  readonly event?: string
  readonly destination?: string
  readonly state?: string
  readonly code?: string
  readonly httpClass?: string
  readonly type?: string
  readonly source?: string
  readonly from?: string
  readonly to?: string
}

/** How a list of deliveries is shown. */
export const deliveryColumns: Columns<DeliveryJson> = [
  ['received', ({ receivedAt }) => receivedAt],
  ['id', ({ id }) => id],
  ['event', ({ event }) => event],
  ['destination', ({ destination }) => destination],
  ['state', ({ state }) => state],
  ['attempts', ({ attempts }) => String(attempts)],
  ['last at', ({ lastAttemptAt }) => lastAttemptAt ?? ''],
  ['last', ({ lastStatus, lastError }) => lastError ?? String(lastStatus ?? '')],
  ['next', ({ nextAttemptAt }) => nextAttemptAt ?? ''],
]

const examples = `
Examples:
  countersign delivery list --state dead
  countersign delivery list --http-class 5xx --from 2026-01-31T12:00:00Z
  countersign delivery show dlv_…
  countersign delivery retry dlv_…
  countersign delivery retry --destination app --code ERR_DELIVERY_REFUSED --dry-run
  countersign delivery send-now --destination app --code ERR_DELIVERY_REFUSED
  countersign delivery list --state undecided
  countersign delivery decide --all
  countersign delivery discard dlv_… --reason 'sent by mistake'
  countersign delivery discard-many --state dead --destination app --reason 'the orders are old'
`

/** `countersign delivery …`: events on their way to destinations. */
export function deliveryCommand(program: Command): void {
  const noun = program
    .command('delivery')
    .description('events on their way to destinations')
    .addHelpText('after', examples)
  addAction<FilterOptions>(
    noun,
    'list',
    'list deliveries, the newest first',
    (command) =>
      withTwoWayOptions(command)
        .option('--event <ID>', 'of one event')
        .option('--destination <NAME>', 'to one destination')
        .option('--state <STATE>', 'pending, undecided, delivered, dead or discarded')
        .option('--code <CODE>', 'whose last attempt ended with this error')
        .option('--http-class <CLASS>', 'whose last answer was 2xx, 3xx, 4xx or 5xx')
        .option('--type <TYPE>', 'of events of one type')
        .option('--source <NAME>', 'of events of one source')
        .option('--from <TIME>', `of events received from then on: ${momentForms}`, pastOption)
        .option('--to <TIME>', 'of events received before then', pastOption),
    async (_args, { client, options }) => {
      const { limit, cursor, before, after, around, event, destination, state, json } = options
      const { code, httpClass, type, source, from, to } = options
      const where = { limit, cursor, before, after, around }
      const query = { ...where, event, destination, state, code, httpClass, type, source, from, to }
      printList(await client.call('GET', '/deliveries', { query }), deliveryColumns, json)
    },
  )
  addAction(
    noun,
    'show <id>',
    'show a delivery with its attempts',
    asItIs,
    async ([id = ''], { client, options }) => {
      printItem(await client.call('GET', `/deliveries/${part(id)}`), options.json)
    },
  )
  addRetryCommand(noun)
  addSendNowCommand(noun)
  addDiscardCommands(noun)
  addDecideCommand(noun)
}
