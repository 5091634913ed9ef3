import type { Command } from 'commander'
import type { DeliveryJson } from '../api/delivery-json.ts'
import type { RetriedJson } from '../api/retry.ts'
import { type Client, part } from './client.ts'
import { addAction } from './noun.ts'
import { printDone, printItem } from './print-list.ts'

interface RetryOptions {
  readonly all?: boolean
  readonly dryRun?: boolean
  readonly state?: string
  readonly destination?: string
  readonly source?: string
  readonly type?: string
  readonly code?: string
  readonly from?: string
  readonly to?: string
  readonly filter?: string
}

/** Adds `… retry` to the noun `delivery`: one delivery by its id, or all that are meant. */
export function addRetryCommand(noun: Command): void {
  addAction<RetryOptions>(
    noun,
    'retry [id]',
    'try a delivery now, settled or waiting, or all dead ones that are meant',
    (command) =>
      command
        .option('--destination <NAME>', 'to one destination')
        .option('--source <NAME>', 'of events of one source')
        .option('--type <TYPE>', 'of events of one type')
        .option('--code <CODE>', 'whose last attempt ended with this error: ERR_DELIVERY_REFUSED')
        .option('--from <TIME>', 'of events received from then on, ISO 8601')
        .option('--to <TIME>', 'of events received before then')
        .option('--filter <CEL>', 'of events that a filter lets pass')
        .option('--state <STATE>', 'dead (default) or discarded')
        .option('--all', 'all of them, whatever else is not said')
        .option('--dry-run', 'count them, and retry none'),
    async ([id], { client, options, command }) => {
      const { all, dryRun = false, json, state, destination, source, type, code, from, to, filter } = options
      const meant = { destination, source, type, code, from, to, filter }
      const chosen = all === true || Object.values(meant).some((value) => value !== undefined)
      if ((id === undefined) !== chosen) {
        command.error(
          chosen
            ? 'error: name one delivery, or say which are meant, not both'
            : 'error: name a delivery, or say which are meant: --destination, --source, --type, --code, --from, --to, --filter, or --all',
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
  const done = { matched: 0, retried: 0, expired: 0 }
  const terminal = process.stderr.isTTY
  let cursor: string | null = null
  do {
    // What is undefined is left out of the JSON.
    const body: object = { ...asked, cursor: cursor ?? undefined }
    const step: RetriedJson = await client.call<RetriedJson>('POST', '/deliveries/retry', { body })
    done.matched += step.matched
    done.retried += step.retried
    done.expired += step.expired
    cursor = step.next
    if (terminal) process.stderr.write(`\r${done.matched} found, ${done.retried} retried …`)
  } while (cursor !== null)
  // Back to the beginning of the line, and what is there erased.
  if (terminal) process.stderr.write('\r\x1b[K')
  return done
}

function summary({ matched, retried, expired }: Retried, dryRun: boolean): string {
  const gone = expired === 0 ? '' : ` The content of ${expired} is no longer kept.`
  if (dryRun) return `${deliveries(matched - expired)} would be retried.${gone}`
  return `${deliveries(retried)} ${retried === 1 ? 'is' : 'are'} on the way again.${gone}`
}

function deliveries(count: number): string {
  return `${count} ${count === 1 ? 'delivery' : 'deliveries'}`
}
