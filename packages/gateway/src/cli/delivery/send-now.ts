import type { Command } from 'commander'
import type { DeliveryJson } from '../../api/answers/delivery.ts'
import { counted } from '../../model/counted.ts'
import { part } from '../calls/client.ts'
import { forAllPages } from '../calls/for-all-pages.ts'
import { addAction, asItIs } from '../calls/noun.ts'
import { printDone, printItem } from '../shown/print-list.ts'
import { namedOptions, type Selection, selectionOf, withSelection } from './selection.ts'

const fields = ['destination', 'source', 'type', 'code', 'httpClass', 'from', 'to', 'filter'] as const

interface SendNowOptions extends Selection {
  readonly all?: boolean
  readonly dryRun?: boolean
}

/** Adds `… send-now` to the noun `delivery`: one that waits by its id, or all that are meant. */
export function addSendNowCommand(noun: Command): void {
  addAction<SendNowOptions>(
    noun,
    'send-now [id]',
    'send a waiting delivery now, or all that are meant',
    (command) =>
      withSelection(command, fields)
        .option('--all', 'all of them, whatever else is not said')
        .option('--dry-run', 'count them, and send none'),
    async ([id], { client, options, command }) => {
      const { dryRun = false, json } = options
      const meant = selectionOf(options, fields)
      if ((id === undefined) !== (meant !== null)) {
        command.error(`error: name one waiting delivery, or say which are meant: ${namedOptions(fields)}`, {
          exitCode: 2,
        })
      }
      if (id !== undefined) {
        if (dryRun) command.error('error: --dry-run is for many', { exitCode: 2 })
        const path = `/deliveries/${part(id)}`
        const { state } = await client.call<DeliveryJson>('GET', path)
        // A retry would send what is settled once more.
        if (state !== 'pending')
          command.error(`error: the delivery is ${state} and waits for no attempt; ${instead(state)}`)
        printItem(await client.call<DeliveryJson>('POST', `${path}/retry`), json)
        return
      }
      const none = { matched: 0, sent: 0 }
      const done = await forAllPages(client, '/deliveries/send-now', { ...meant, dryRun }, none)
      if (json) printItem(done, true)
      else if (dryRun)
        printDone(`${counted(done.matched, 'delivery', 'deliveries')} would be sent now.`, false)
      else printDone(sentence(done.sent), false)
    },
  )
}

/** Adds `… send-now` to the noun `destination`: all that waits for it. */
export function addDestinationSendNowCommand(noun: Command): void {
  addAction(
    noun,
    'send-now <name>',
    'send all that waits for it now; its health begins anew',
    asItIs,
    async ([name = ''], { client, options: { json } }) => {
      const done = await client.call<{ sent: number }>('POST', `/destinations/${part(name)}/send-now`)
      if (json) printItem(done, true)
      else printDone(sentence(done.sent), false)
    },
  )
}

function instead(state: DeliveryJson['state']): string {
  return state === 'undecided'
    ? "'countersign delivery decide' asks the routes of now"
    : "'countersign delivery retry' sends it once more"
}

function sentence(sent: number): string {
  return `${counted(sent, 'delivery goes', 'deliveries go')} now.`
}
