import type { Command } from 'commander'
import type { DeliveryJson } from '../api/delivery-json.ts'
import { part } from './client.ts'
import { addAction } from './noun.ts'
import { printDone, printItem } from './print-list.ts'

interface ManyOptions {
  readonly reason: string
  readonly state: string
  readonly destination?: string
  readonly source?: string
  readonly type?: string
  readonly from?: string
  readonly to?: string
  readonly filter?: string
}

/** Adds `… discard` and `… discard-many` to the noun `delivery`. */
export function addDiscardCommands(noun: Command): void {
  addAction<{ reason: string }>(
    noun,
    'discard <id>',
    'discard a pending or dead delivery',
    (command) => command.requiredOption('--reason <TEXT>', 'kept with the delivery'),
    async ([id = ''], { client, options }) => {
      const { reason, json } = options
      const path = `/deliveries/${part(id)}/discard`
      printItem(await client.call<DeliveryJson>('POST', path, { body: { reason } }), json)
    },
  )
  addAction<ManyOptions>(
    noun,
    'discard-many',
    'discard all pending or dead deliveries that are meant',
    (command) =>
      command
        .requiredOption('--reason <TEXT>', 'kept with each delivery')
        .requiredOption('--state <STATE>', 'pending, undecided or dead')
        .option('--destination <NAME>', 'to one destination')
        .option('--source <NAME>', 'of events of one source')
        .option('--type <TYPE>', 'of events of one type')
        .option('--from <TIME>', 'of events received from then on, ISO 8601')
        .option('--to <TIME>', 'of events received before then')
        .option('--filter <CEL>', 'of events that a filter lets pass'),
    async (_args, { client, options }) => {
      const { reason, state, destination, source, type, from, to, filter, json } = options
      const asked = { reason, state, destination, source, type, from, to, filter }
      let discarded = 0
      let cursor: string | null = null
      do {
        // What is undefined is left out of the JSON.
        const body: object = { ...asked, cursor: cursor ?? undefined }
        const step: { discarded: number; next: string | null } = await client.call(
          'POST',
          '/deliveries/discard',
          {
            body,
          },
        )
        discarded += step.discarded
        cursor = step.next
      } while (cursor !== null)
      if (json) printItem({ discarded }, true)
      else printDone(`${discarded} ${discarded === 1 ? 'delivery is' : 'deliveries are'} discarded.`, false)
    },
  )
}
