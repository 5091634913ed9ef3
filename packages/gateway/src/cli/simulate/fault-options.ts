import type { Faults } from '@countersign/simulators'
import type { Command } from 'commander'
import { parseWhole } from '../options/whole-option.ts'

/** The parsed options of a command that `withFaultOptions` was applied to. */
export interface FaultOptions {
  readonly duplicates?: number
  readonly shuffle?: boolean
  readonly late?: number
  readonly dead?: boolean
  readonly silent?: boolean
}

/** Adds the ways in which a simulated provider may go bad. */
export function withFaultOptions(command: Command): Command {
  return command
    .option(
      '--duplicates <n>',
      'send each notification this many times more',
      parseWhole({ least: 0, most: 100 }),
    )
    .option('--shuffle', 'send notifications out of order')
    .option('--late <ms>', 'send each notification this much later', parseWhole({ least: 0, most: 600_000 }))
    .option('--silent', 'send no notifications')
    .option('--dead', 'send nothing and close every connection without an answer')
}

/** The faults that were asked for. */
export function faultsOf({ duplicates, shuffle, late, dead, silent }: FaultOptions): Partial<Faults> {
  return {
    ...(duplicates === undefined ? {} : { duplicates }),
    ...(shuffle === undefined ? {} : { shuffle }),
    ...(late === undefined ? {} : { delayMs: late }),
    ...(dead === undefined ? {} : { dead }),
    ...(silent === undefined ? {} : { silent }),
  }
}
