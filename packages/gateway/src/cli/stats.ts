import type { Command } from 'commander'
import { addAction, asItIs } from './calls/noun.ts'
import { printItem } from './shown/print-list.ts'
import { addSeriesCommand } from './stats/series.ts'

/** `countersign stats`: counts; `countersign stats series`: over time. */
export function statsCommand(program: Command): void {
  const noun = addAction(
    program,
    'stats',
    'count events, rejections and deliveries',
    asItIs,
    async (_args, { client, options }) => {
      printItem(await client.call('GET', '/stats'), options.json)
    },
  )
  // Both have the same options: those behind `series` are its own.
  addSeriesCommand(noun.enablePositionalOptions())
}
