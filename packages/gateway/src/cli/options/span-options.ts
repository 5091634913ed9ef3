import type { Command } from 'commander'
import type { Bounds } from '../../model/bounds.ts'
import { momentForms, pastOption } from './moment-option.ts'
import { parseWhole, usually } from './whole-option.ts'

/** Which of the events that are looked through, newest first. */
export interface SpanOptions {
  readonly type?: string
  readonly from?: string
  readonly to?: string
  readonly before?: string
  readonly limit?: number
}

/** Adds what a command goes by that looks through events. @param most - how many it may answer at once */
export function withSpan(command: Command, most: Bounds): Command {
  return command
    .option('--type <TYPE>', 'of one type')
    .option('--from <TIME>', `received from then on: ${momentForms}`, pastOption)
    .option('--to <TIME>', 'received before then', pastOption)
    .option('--before <ID>', 'older than this event')
    .option('--limit <N>', `at most so many, up to ${most.most} ${usually(most)}`, parseWhole(most))
}
