import type { Command } from 'commander'
import { addAction } from './calls/noun.ts'
import { printItem } from './shown/print-list.ts'

/** `countersign login`: a link that opens the console. */
export function loginCommand(program: Command): void {
  addAction<{ as?: string }>(
    program,
    'login',
    'print a link that opens the console in a browser, once and for ten minutes',
    (command) => command.option('--as <NAME>', 'as this person; else as who holds the operator’s token'),
    async (_args, { client, options }) => {
      const body = { person: options.as }
      const link = await client.call<{ url: string; expiresAt: string }>('POST', '/sign-ins', { body })
      if (options.json) printItem(link, true)
      else process.stdout.write(`${link.url}\n`)
    },
  )
}
