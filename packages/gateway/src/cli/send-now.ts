import type { Command } from 'commander'
import type { DeliveryJson } from '../api/delivery-json.ts'
import { type Client, part } from './client.ts'
import { addAction, asItIs } from './noun.ts'
import { printDone, printItem } from './print-list.ts'

interface SendNowOptions {
  readonly all?: boolean
  readonly dryRun?: boolean
  readonly destination?: string
  readonly source?: string
  readonly type?: string
  readonly code?: string
  readonly from?: string
  readonly to?: string
  readonly filter?: string
}

/** Adds `… send-now` to the noun `delivery`: one that waits by its id, or all that are meant. */
export function addSendNowCommand(noun: Command): void {
  addAction<SendNowOptions>(
    noun,
    'send-now [id]',
    'send a waiting delivery now, or all that are meant',
    (command) =>
      command
        .option('--destination <NAME>', 'to one destination')
        .option('--source <NAME>', 'of events of one source')
        .option('--type <TYPE>', 'of events of one type')
        .option('--code <CODE>', 'whose last attempt ended with this error: ERR_DELIVERY_REFUSED')
        .option('--from <TIME>', 'of events received from then on, ISO 8601')
        .option('--to <TIME>', 'of events received before then')
        .option('--filter <CEL>', 'of events that a filter lets pass')
        .option('--all', 'all of them, whatever else is not said')
        .option('--dry-run', 'count them, and send none'),
    async ([id], { client, options, command }) => {
      const { all, dryRun = false, json, destination, source, type, code, from, to, filter } = options
      const meant = { destination, source, type, code, from, to, filter }
      const chosen = all === true || Object.values(meant).some((value) => value !== undefined)
      if ((id === undefined) !== chosen) {
        command.error(
          'error: name one waiting delivery, or say which are meant: --destination, --source, --type, --code, --from, --to, --filter, or --all',
          { exitCode: 2 },
        )
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
      const done = await sendAll(client, { ...meant, dryRun })
      if (json) printItem(done, true)
      else if (dryRun) printDone(`${done.matched} would be sent now.`, false)
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

async function sendAll(client: Client, asked: object): Promise<{ matched: number; sent: number }> {
  const done = { matched: 0, sent: 0 }
  let cursor: string | null = null
  do {
    // What is undefined is left out of the JSON.
    const body: object = { ...asked, cursor: cursor ?? undefined }
    const step: { matched: number; sent: number; next: string | null } = await client.call(
      'POST',
      '/deliveries/send-now',
      { body },
    )
    done.matched += step.matched
    done.sent += step.sent
    cursor = step.next
  } while (cursor !== null)
  return done
}

function instead(state: DeliveryJson['state']): string {
  return state === 'undecided'
    ? "'countersign delivery decide' asks the routes of now"
    : "'countersign delivery retry' sends it once more"
}

function sentence(sent: number): string {
  return `${sent} ${sent === 1 ? 'delivery goes' : 'deliveries go'} now.`
}
