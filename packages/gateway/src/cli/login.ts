import type { Command } from 'commander'
import { addAction, asItIs } from './noun.ts'
import { printItem } from './print-list.ts'

/** `countersign login`: a link that opens the console. */
export function loginCommand(program: Command): void {
  addAction(
    program,
    'login',
    'print a link that opens the console in a browser, once and for ten minutes',
    asItIs,
    async (_args, { client, options }) => {
      const link = await client.call<{ url: string; expiresAt: string }>('POST', '/sign-ins')
      if (options.json) printItem(link, true)
      else process.stdout.write(`${link.url}\n`)
    },
  )
}
