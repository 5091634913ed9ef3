import type { Command } from 'commander'
import type { DeliveryJson } from '../../api/answers/delivery.ts'
import type { RetriedJson } from '../../api/operations/retry.ts'
import { counted } from '../../model/counted.ts'
import { type Client, part } from '../calls/client.ts'
import { forAllPages } from '../calls/for-all-pages.ts'
import { addAction } from '../calls/noun.ts'
import { printDone, printItem } from '../shown/print-list.ts'
import { namedOptions, type Selection, selectionOf, withSelection } from './selection.ts'

const fields = ['destination', 'source', 'type', 'code', 'httpClass', 'from', 'to', 'filter'] as const

interface RetryOptions extends Selection {
  readonly all?: boolean
  readonly dryRun?: boolean
  readonly state?: string
}

/** Adds `… retry` to the noun `delivery`: one delivery by its id, or all that are meant. */
export function addRetryCommand(noun: Command): void {
  addAction<RetryOptions>(
    noun,
    'retry [id]',
    'try a delivery now, settled or waiting, or all dead ones that are meant',
    (command) =>
      withSelection(command, fields)
        .option('--state <STATE>', 'dead (default) or discarded')
        .option('--all', 'all of them, whatever else is not said')
        .option('--dry-run', 'count them, and retry none'),
    async ([id], { client, options, command }) => {
      const { dryRun = false, json, state } = options
      const meant = selectionOf(options, fields)
      if ((id === undefined) !== (meant !== null)) {
        command.error(
          meant !== null
            ? 'error: name one delivery, or say which are meant, not both'
            : `error: name a delivery, or say which are meant: ${namedOptions(fields)}`,
          { exitCode: 2 },
        )
      }
      if (id !== undefined) {
        if (dryRun) command.error('error: --dry-run is for many', { exitCode: 2 })
        printItem(await client.call<DeliveryJson>('POST', `/deliveries/${part(id)}/retry`), json)
        return
      }
      const done = await retryAll(client, { ...meant, state, dryRun })
      if (json) printItem(done, true)
      else printDone(summary(done, dryRun), false)
    },
  )
}

type Retried = Omit<RetriedJson, 'next'>

/** Goes from page to page; says on a terminal how far it is. */
async function retryAll(client: Client, asked: object): Promise<Retried> {
  const terminal = process.stderr.isTTY
  const none: Retried = { matched: 0, retried: 0, expired: 0 }
  const done = await forAllPages(client, '/deliveries/retry', asked, none, ({ matched, retried }) => {
    if (terminal) process.stderr.write(`\r${matched} found, ${retried} retried …`)
  })
  // Back to the beginning of the line, and what is there erased.
  if (terminal) process.stderr.write('\r\x1b[K')
  return done
}

function summary({ matched, retried, expired }: Retried, dryRun: boolean): string {
  const gone = expired === 0 ? '' : ` The content of ${expired} is no longer kept.`
  if (dryRun) return `${counted(matched - expired, 'delivery', 'deliveries')} would be retried.${gone}`
  return `${counted(retried, 'delivery is', 'deliveries are')} on the way again.${gone}`
}
