import type { Command } from 'commander'
import { part } from './calls/client.ts'
import { addAction } from './calls/noun.ts'
import { printDone } from './shown/print-list.ts'

/** `countersign disconnect NAME`: takes a connection away on both sides. */
export function disconnectCommand(program: Command): void {
  addAction<{ force?: boolean }>(
    program,
    'disconnect <name>',
    'delete the webhook at the provider, then its source',
    (command) =>
      command.option(
        '--force',
        'let go of our side even where the provider cannot be asked; its webhook stays',
      ),
    async ([name = ''], { client, options }) => {
      const query = { force: options.force ? 'true' : undefined }
      await client.call('DELETE', `/connections/${part(name)}`, { query })
      printDone(`${name} is disconnected; its destination and its past events stay`, options.json)
    },
  )
}
