import type { Command } from 'commander'
import type { EventJson } from '../../api/answers/event.ts'
import type { Page } from '../../api/answers/page.ts'
import { bounds } from '../../model/bounds.ts'
import { addAction } from '../calls/noun.ts'
import { momentForms, pastOption } from '../options/moment-option.ts'
import { parseWhole, usually } from '../options/whole-option.ts'
import { type Columns, printList } from '../shown/print-list.ts'

interface FindOptions {
  readonly source: string
  readonly type?: string
  readonly from?: string
  readonly to?: string
  readonly before?: string
  readonly limit?: number
}

/** Adds `countersign event find <path> <value>`. */
export function addFindCommand(noun: Command, columns: Columns<EventJson>): void {
  addAction<FindOptions>(
    noun,
    'find <path> <value>',
    'find the events of a source by a value at a path that it indexes, the newest first',
    (command) =>
      command
        .requiredOption('--source <NAME>', 'of which source')
        .option('--type <TYPE>', 'of one type')
        .option('--from <TIME>', `received from then on: ${momentForms}`, pastOption)
        .option('--to <TIME>', 'received before then', pastOption)
        .option('--before <ID>', 'older than this event')
        .option(
          '--limit <N>',
          `at most so many, up to ${bounds.page.most} ${usually(bounds.page)}`,
          parseWhole(bounds.page),
        ),
    async ([path = '', value = ''], { client, options: { json, source, type, from, to, before, limit } }) => {
      const body = { source, path, value, type, from, to, before, limit }
      const page = await client.call<Page<EventJson>>('POST', '/events/find', { body })
      printList({ ...page, next: json ? page.next : null }, columns, json)
      if (page.next !== null && !json) process.stderr.write(`more: --before ${page.next}\n`)
    },
  )
}
