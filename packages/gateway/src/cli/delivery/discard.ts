import type { Command } from 'commander'
import type { DeliveryJson } from '../../api/answers/delivery.ts'
import { counted } from '../../model/counted.ts'
import { part } from '../calls/client.ts'
import { forAllPages } from '../calls/for-all-pages.ts'
import { addAction } from '../calls/noun.ts'
import { printDone, printItem } from '../shown/print-list.ts'
import { type Selection, selectionOf, withSelection } from './selection.ts'

const fields = ['destination', 'source', 'type', 'code', 'httpClass', 'from', 'to', 'filter'] as const

interface ManyOptions extends Selection {
  readonly reason: string
  readonly state: string
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
      withSelection(
        command
          .requiredOption('--reason <TEXT>', 'kept with each delivery')
          .requiredOption('--state <STATE>', 'pending, undecided or dead'),
        fields,
      ),
    async (_args, { client, options }) => {
      const { reason, state, json } = options
      const asked = { reason, state, ...selectionOf(options, fields) }
      const { discarded } = await forAllPages(client, '/deliveries/discard', asked, { discarded: 0 })
      if (json) printItem({ discarded }, true)
      else printDone(`${counted(discarded, 'delivery is', 'deliveries are')} discarded.`, false)
    },
  )
}
