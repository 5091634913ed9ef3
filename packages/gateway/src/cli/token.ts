import type { Command } from 'commander'
import { part } from './calls/client.ts'
import { addAction, asItIs } from './calls/noun.ts'
import { futureOption, momentForms } from './options/moment-option.ts'
import { collectValues } from './options/repeatable-option.ts'
import { type Columns, printDone, printItem, printList } from './shown/print-list.ts'

interface TokenRow {
  readonly id: string
  readonly name: string
  readonly scope: string | null
  readonly actions: readonly string[]
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
}

interface CreateOptions {
  readonly scope?: string
  readonly action?: readonly string[]
  readonly source?: readonly string[]
  readonly destination?: readonly string[]
  readonly expires?: string
}

const columns: Columns<TokenRow> = [
  ['name', ({ name }) => name],
  ['scope', ({ scope, actions }) => scope ?? actions.join(' ')],
  ['made', ({ createdAt }) => createdAt],
  ['last used', ({ lastUsedAt }) => lastUsedAt ?? 'never'],
  ['until', ({ expiresAt }) => expiresAt ?? 'no end'],
]

const examples = `
Examples:
  countersign token create shop --scope publish --source shop
  countersign token create worker --scope pull --destination worker
  countersign token create deploy --action sources.read --action sources.write
  countersign token create dashboard --scope read --expires 2027-01-01T00:00:00Z
`

/** `countersign token …`: who may use the API. */
export function tokenCommand(program: Command): void {
  const noun = program.command('token').description('who may use the API').addHelpText('after', examples)
  addAction(noun, 'list', 'list tokens', asItIs, async (_args, { client, options }) => {
    printList(await client.call('GET', '/tokens'), columns, options.json)
  })
  addAction<CreateOptions>(
    noun,
    'create <name>',
    'make a token; prints it, this once',
    (command) =>
      command
        .option(
          '--scope <SCOPE>',
          'operator: all; read: look; publish: publish events; pull: pull deliveries',
        )
        .option('--action <ACTION>', 'instead of a scope: may do this; repeatable', collectValues)
        .option('--source <NAME>', 'limited to this source; repeatable', collectValues)
        .option(
          '--destination <NAME>',
          'limited to this destination; repeatable; pull needs it',
          collectValues,
        )
        .option('--expires <TIME>', `valid until: ${momentForms}`, futureOption),
    async ([name], { client, options }) => {
      const { scope, expires, json } = options
      const { action: actions, source: sources, destination: destinations } = options
      const body = {
        name,
        scope,
        actions,
        sources,
        destinations,
        ...(expires !== undefined && { expiresAt: expires }),
      }
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
