import type { Command } from 'commander'
import { part } from './calls/client.ts'
import { addAction, asItIs } from './calls/noun.ts'
import { type Columns, printDone, printItem, printList } from './shown/print-list.ts'

interface PersonRow {
  readonly name: string
  readonly role: string
  readonly createdAt: string
}

const columns: Columns<PersonRow> = [
  ['name', ({ name }) => name],
  ['role', ({ role }) => role],
  ['made', ({ createdAt }) => createdAt],
]

const examples = `
Examples:
  countersign person create ada --role operator
  countersign login --as ada
  countersign person delete ada
`

/** `countersign person …`: who may sign in to the console. */
export function personCommand(program: Command): void {
  const noun = program
    .command('person')
    .description('who may sign in to the console')
    .addHelpText('after', examples)
  addAction(noun, 'list', 'list people', asItIs, async (_args, { client, options }) => {
    printList(await client.call('GET', '/people'), columns, options.json)
  })
  addAction<{ role: string }>(
    noun,
    'create <name>',
    'let somebody sign in; login --as makes the link',
    (command) => command.requiredOption('--role <ROLE>', 'operator: all; read: look'),
    async ([name], { client, options: { role, json } }) => {
      printItem(await client.call('POST', '/people', { body: { name, role } }), json)
    },
  )
  addAction(
    noun,
    'delete <name>',
    'end all that somebody may do, and their sessions, at once',
    asItIs,
    async ([name = ''], { client, options }) => {
      await client.call('DELETE', `/people/${part(name)}`)
      printDone(`${name} may not sign in any more.`, options.json)
    },
  )
}
