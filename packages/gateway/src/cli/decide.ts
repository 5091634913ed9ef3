import type { Command } from 'commander'
import type { DecidedJson } from '../api/decide.ts'
import { part } from './client.ts'
import { addAction } from './noun.ts'
import { printDone, printItem } from './print-list.ts'

interface DecideOptions {
  readonly all?: boolean
  readonly destination?: string
  readonly source?: string
  readonly type?: string
  readonly from?: string
  readonly to?: string
}

/** Adds `… decide` to the noun `delivery`: one delivery by its id, or all that are meant. */
export function addDecideCommand(noun: Command): void {
  addAction<DecideOptions>(
    noun,
    'decide [id]',
    'let the routes of now decide on an undecided delivery, or on all that are meant',
    (command) =>
      command
        .option('--destination <NAME>', 'to one destination')
        .option('--source <NAME>', 'of events of one source')
        .option('--type <TYPE>', 'of events of one type')
        .option('--from <TIME>', 'of events received from then on, ISO 8601')
        .option('--to <TIME>', 'of events received before then')
        .option('--all', 'all of them, whatever else is not said'),
    async ([id], { client, options, command }) => {
      const { all, json, destination, source, type, from, to } = options
      const meant = { destination, source, type, from, to }
      const chosen = all === true || Object.values(meant).some((value) => value !== undefined)
      if ((id === undefined) !== chosen)
        command.error(
          'error: name one undecided delivery, or say which are meant: --destination, --source, --type, --from, --to, or --all',
          { exitCode: 2 },
        )
      if (id !== undefined) {
        printItem(await client.call<{ outcome: string }>('POST', `/deliveries/${part(id)}/decide`), json)
        return
      }
      const done = { sent: 0, left: 0, undecided: 0 }
      let cursor: string | null = null
      do {
        // What is undefined is left out of the JSON.
        const body: object = { ...meant, cursor: cursor ?? undefined }
        const step: DecidedJson = await client.call<DecidedJson>('POST', '/deliveries/decide', { body })
        done.sent += step.sent
        done.left += step.left
        done.undecided += step.undecided
        cursor = step.next
      } while (cursor !== null)
      if (json) printItem(done, true)
      else printDone(`${done.sent} sent, ${done.left} not passed, ${done.undecided} still undecided.`, false)
    },
  )
}
