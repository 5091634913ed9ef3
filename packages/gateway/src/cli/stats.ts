import type { Command } from 'commander'
import { addAction, asItIs } from './noun.ts'
import { printItem } from './print-list.ts'

/** `countersign stats`: counts. */
export function statsCommand(program: Command): void {
  addAction(
    program,
    'stats',
    'count events, rejections and deliveries',
    asItIs,
    async (_args, { client, options }) => {
      printItem(await client.call('GET', '/stats'), options.json)
    },
  )
}
