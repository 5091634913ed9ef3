import type { Command } from 'commander'
import { part } from './client.ts'
import { addAction, asItIs } from './noun.ts'
import { type Columns, printDone, printItem, printList } from './print-list.ts'
import { collectValues } from './repeatable-option.ts'

interface TokenRow {
  readonly id: string
  readonly name: string
  readonly scope: string
  readonly createdAt: string
  readonly expiresAt: string | null
}

const columns: Columns<TokenRow> = [
  ['name', ({ name }) => name],
  ['scope', ({ scope }) => scope],
  ['made', ({ createdAt }) => createdAt],
  ['until', ({ expiresAt }) => expiresAt ?? 'no end'],
]

const examples = `
Examples:
  countersign token create shop --scope publish
  countersign token create app --scope pull --destination app
  countersign token create dashboard --scope read --expires 2027-01-01T00:00:00Z
`

/** `countersign token …`: who may use the API. */
export function tokenCommand(program: Command): void {
  const noun = program.command('token').description('who may use the API').addHelpText('after', examples)
  addAction(noun, 'list', 'list tokens', asItIs, async (_args, { client, options }) => {
    printList(await client.call('GET', '/tokens'), columns, options.json)
  })
  addAction<{ scope: string; expires?: string; destination?: readonly string[] }>(
    noun,
    'create <name>',
    'make a token; prints it, this once',
    (command) =>
      command
        .requiredOption(
          '--scope <SCOPE>',
          'operator: all; read: look; publish: publish events; pull: pull deliveries',
        )
        .option('--destination <NAME>', 'for pull: from this one; repeatable', collectValues)
        .option('--expires <TIME>', 'valid until, ISO 8601'),
    async ([name], { client, options }) => {
      const { scope, expires, destination: destinations, json } = options
      const body = { name, scope, destinations, ...(expires !== undefined && { expiresAt: expires }) }
      printItem(await client.call('POST', '/tokens', { body }), json)
    },
  )
  addAction(
    noun,
    'delete <name>',
    'revoke a token, at once',
    asItIs,
    async ([name = ''], { client, options }) => {
      await client.call('DELETE', `/tokens/${part(name)}`)
      printDone(`The token ${name} is revoked.`, options.json)
    },
  )
}
