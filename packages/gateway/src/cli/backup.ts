import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Command } from 'commander'
import { printableJson } from '../model/printable.ts'
import { hearEnd } from '../process/hear-end.ts'
import { startRefusal } from '../process/start-refusal.ts'
import { stepAside } from './backup/step-aside.ts'
import { parseRate } from './options/rate-option.ts'
import { storeSettings } from './options/store-settings.ts'
import { createProgress } from './shown/progress.ts'

interface Options {
  readonly data?: string
  readonly rate: number
  readonly json?: boolean
}

const help = `
The store is copied as it is at one moment, whole, while its gateway goes on. Secrets in it are sealed; bodies are not, so
guard the file. The sealing key and the token are not in it: keep a copy of DIR/key elsewhere, since no gateway starts on
what is restored without it. It needs the room of the store on the disk of the file (of the temporary folder for -), and
is broken off by Ctrl-C without a trace. A file that is there is not written over.
A store in PostgreSQL is backed up by its own tools: pg_dump, or base backups with WAL archiving.
Exit codes: 0 written, 1 not.

Examples:
  countersign backup /backup/countersign-$(date +%F).sqlite --data /var/lib/countersign
  countersign backup - --data /var/lib/countersign | zstd > countersign.sqlite.zst
`

/** `countersign backup`: a running embedded store, in one file. */
export function backupCommand(program: Command): void {
  const command: Command = program
    .command('backup <file>')
    .description('copy a running embedded store into one file, or to standard output for -')
    .option('--data <DIR>', 'the data folder [COUNTERSIGN_DATA] (default: .countersign)')
    .option('--rate <MB>', 'at most so many megabytes a second', parseRate({ most: 100_000 }), 64)
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', help)
  command.action(async (file: string, options: Options) => {
    const { data, databaseUrl } = storeSettings({ data: options.data })
    if (databaseUrl !== null) {
      const sentence =
        'the store is in PostgreSQL: back it up with pg_dump, or base backups and WAL archiving, as any database'
      command.error(`error: ${sentence}`, { exitCode: 1 })
    }
    if (file !== '-' && existsSync(file))
      command.error(`error: ${file} is there already; name another file, or remove it`, { exitCode: 1 })
    await run(command, file, data, options)
  })
}

async function run(command: Command, file: string, folder: string, { rate, json }: Options): Promise<void> {
  const { backUp } = await import('../journal/backup/backup.ts')
  const bar = createProgress(process.stderr, 'bytes')
  // What is copied by then holds bodies that are not sealed: it is not left.
  const { signal: stop } = hearEnd()
  const own = file === '-' ? mkdtempSync(join(tmpdir(), 'countersign-backup-')) : null
  const written = own === null ? file : join(own, 'backup.sqlite')
  stepAside()
  const onProgress = (done: number, total: number): void => bar.show('copied', done, total)
  try {
    await backUp({ folder, file: written, bytesPerSecond: rate * 1_000_000, stop, onProgress })
    bar.end()
    if (own !== null) await pipeline(createReadStream(written), process.stdout, { end: false, signal: stop })
    else printWritten(file, json)
  } catch (error) {
    bar.end()
    if (stop.aborted) command.error('error: broken off; nothing of the backup is left', { exitCode: 1 })
    const refusal = startRefusal(error)
    command.error(refusal?.sentence ?? `error: ${written} was not written: ${(error as Error).message}`, {
      exitCode: 1,
    })
  } finally {
    if (own !== null) rmSync(own, { recursive: true, force: true })
  }
}

function printWritten(file: string, json: boolean | undefined): void {
  const bytes = statSync(file).size
  const sentence = `${file}: ${bytes} bytes. The sealing key is not in it.`
  process.stdout.write(`${json ? printableJson({ file, bytes }) : sentence}\n`)
}
