import type { Command } from 'commander'
import type { SearchLine } from '../../api/operations/search.ts'
import { bounds } from '../../model/bounds.ts'
import { counted } from '../../model/counted.ts'
import { printable, printableJson } from '../../model/printable.ts'
import { addAction } from '../calls/noun.ts'
import { type SpanOptions, withSpan } from '../options/span-options.ts'
import { createProgress } from '../shown/progress.ts'

interface SearchOptions extends SpanOptions {
  readonly source?: string
}

/** Adds `countersign event search <text>`: hits on the standard output as they come, how far it is on stderr. */
export function addSearchCommand(noun: Command): void {
  addAction<SearchOptions>(
    noun,
    'search <text>',
    'look through the bodies for a text, the newest first',
    (command) => withSpan(command.option('--source <NAME>', 'of one source'), bounds.found),
    async ([text = ''], { client, options: { json, source, type, from, to, before, limit }, command }) => {
      const body = { text, source, type, from, to, before, limit }
      const progress = createProgress(process.stderr, 'events')
      for await (const line of client.lines<SearchLine>('POST', '/events/search', { body })) {
        if (json) process.stdout.write(`${printableJson(line)}\n`)
        else if (line.kind === 'hit') {
          progress.end()
          const { id, receivedAt, source: name, type: its, size } = line.event
          process.stdout.write(
            `${printable(`${id}  ${receivedAt}  ${name}  ${its ?? '-'}  ${counted(size, 'byte')}`)}\n`,
          )
        } else if (line.kind === 'progress')
          progress.show(process.stderr.isTTY ? (line.to ?? '') : 'looked through', line.looked, line.of)
        else {
          progress.end()
          if (line.reason === 'unavailable') command.error('error: the store went away', { exitCode: 1 })
          if (line.next !== null) process.stderr.write(`more: --before ${line.next}\n`)
        }
      }
    },
  )
}
