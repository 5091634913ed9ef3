import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from 'commander'
import type { ReverifiedManyJson } from '../../api/answers/rejection.ts'
import { bounds } from '../../model/bounds.ts'
import { counted } from '../../model/counted.ts'
import { type Client, part } from '../calls/client.ts'
import { addAction } from '../calls/noun.ts'
import { parseWhole, usually } from '../options/whole-option.ts'
import { printDone, printItem } from '../shown/print-list.ts'

interface ReverifyOptions {
  readonly source?: string
  readonly code?: string
  readonly rate?: number
  readonly dryRun?: boolean
}

type Done = Omit<ReverifiedManyJson, 'next'>

/** Adds `… reverify` to the noun `rejection`: one by its id, or all of a source that are meant. */
export function addReverifyCommand(noun: Command): void {
  addAction<ReverifyOptions>(
    noun,
    'reverify [id]',
    'verify one again as of its receipt, or all of a source, and let in what holds',
    (command) =>
      command
        .option(
          '--source <NAME>',
          'all of one source, the oldest first; stop with Ctrl-C, and go on by calling again',
        )
        .option('--code <CODE>', 'of them those that were refused with this error')
        .option('--rate <N>', `so many a second ${usually(bounds.reverified)}`, parseWhole(bounds.reverified))
        .option('--dry-run', 'count them, and let none in'),
    async ([id], { client, options, command }) => {
      const { source, code, rate = bounds.reverified.usual, dryRun = false, json } = options
      if ((id === undefined) === (source === undefined))
        command.error('error: name one rejection, or a source by --source', { exitCode: 2 })
      if (id !== undefined) {
        if (dryRun) command.error('error: --dry-run is for many', { exitCode: 2 })
        printItem(await client.call('POST', `/rejections/${part(id)}/reverify`), json)
        return
      }
      const done = await reverifyAll(client, { source, code, dryRun }, rate)
      if (json) printItem(done, true)
      else printDone(summary(done, dryRun), false)
    },
  )
}

/** Goes from step to step, one a second; says on a terminal how far it is. */
async function reverifyAll(
  client: Client,
  asked: { source: string | undefined; code: string | undefined; dryRun: boolean },
  rate: number,
): Promise<Done> {
  const sum = { matched: 0, bytes: 0, letIn: 0, duplicates: 0, refused: 0 }
  let cursor: string | null = null
  do {
    const begun = performance.now()
    const body: object = { ...asked, limit: rate, cursor: cursor ?? undefined }
    const step: ReverifiedManyJson = await client.call('POST', '/rejections/reverify', { body })
    for (const name of Object.keys(sum) as (keyof Done)[]) sum[name] += step[name]
    cursor = step.next
    if (process.stderr.isTTY)
      process.stderr.write(`\r${sum.matched} verified, ${sum.letIn} let in, ${sum.refused} refused still …`)
    if (cursor !== null && !asked.dryRun) await wait(Math.max(0, 1000 - (performance.now() - begun)))
  } while (cursor !== null)
  if (process.stderr.isTTY) process.stderr.write('\n')
  return sum
}

function summary({ matched, bytes, letIn, duplicates, refused }: Done, dryRun: boolean): string {
  if (dryRun) return `${counted(matched, 'is', 'are')} meant, ${counted(bytes, 'byte')}; none was let in.`
  return `${counted(matched, 'was', 'were')} verified again: ${letIn} let in, ${counted(duplicates, 'was an event', 'were events')} already, ${refused} refused still.`
}
