import type { Command } from 'commander'
import type { DecidedJson } from '../../api/operations/decide.ts'
import { part } from '../calls/client.ts'
import { forAllPages } from '../calls/for-all-pages.ts'
import { addAction } from '../calls/noun.ts'
import { printDone, printItem } from '../shown/print-list.ts'
import { namedOptions, type Selection, selectionOf, withSelection } from './selection.ts'

const fields = ['destination', 'source', 'type', 'from', 'to'] as const

interface DecideOptions extends Selection {
  readonly all?: boolean
}

/** Adds `… decide` to the noun `delivery`: one delivery by its id, or all that are meant. */
export function addDecideCommand(noun: Command): void {
  addAction<DecideOptions>(
    noun,
    'decide [id]',
    'let the routes of now decide on an undecided delivery, or on all that are meant',
    (command) => withSelection(command, fields).option('--all', 'all of them, whatever else is not said'),
    async ([id], { client, options, command }) => {
      const { json } = options
      const meant = selectionOf(options, fields)
      if ((id === undefined) !== (meant !== null))
        command.error(`error: name one undecided delivery, or say which are meant: ${namedOptions(fields)}`, {
          exitCode: 2,
        })
      if (id !== undefined) {
        printItem(await client.call<{ outcome: string }>('POST', `/deliveries/${part(id)}/decide`), json)
        return
      }
      const none: Omit<DecidedJson, 'next'> = { sent: 0, left: 0, undecided: 0 }
      const done = await forAllPages(client, '/deliveries/decide', { ...meant }, none)
      if (json) printItem(done, true)
      else printDone(`${done.sent} sent, ${done.left} not passed, ${done.undecided} still undecided.`, false)
    },
  )
}
