import type { Command } from 'commander'
import type { EventJson } from '../../api/answers/event.ts'
import type { Page } from '../../api/answers/page.ts'
import { bounds } from '../../model/bounds.ts'
import { addAction } from '../calls/noun.ts'
import { type SpanOptions, withSpan } from '../options/span-options.ts'
import { type Columns, printList } from '../shown/print-list.ts'

interface FindOptions extends SpanOptions {
  readonly source: string
}

/** Adds `countersign event find <path> <value>`. */
export function addFindCommand(noun: Command, columns: Columns<EventJson>): void {
  addAction<FindOptions>(
    noun,
    'find <path> <value>',
    'find the events of a source by a value at a path that it indexes, the newest first',
    (command) => withSpan(command.requiredOption('--source <NAME>', 'of which source'), bounds.page),
    async ([path = '', value = ''], { client, options: { json, source, type, from, to, before, limit } }) => {
      const body = { source, path, value, type, from, to, before, limit }
      const page = await client.call<Page<EventJson>>('POST', '/events/find', { body })
      printList({ ...page, next: json ? page.next : null }, columns, json)
      if (page.next !== null && !json) process.stderr.write(`more: --before ${page.next}\n`)
    },
  )
}
