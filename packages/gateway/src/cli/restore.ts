import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline/promises'
import type { Command } from 'commander'
import { JournalRefused } from '../journal/errors.ts'
import { counted } from '../model/counted.ts'
import { printableJson } from '../model/printable.ts'
import { startRefusal } from '../process/start-refusal.ts'
import { SealKeyRefused } from '../seal/errors.ts'
import { loadKeys } from '../seal/key.ts'
import { createSeal } from '../seal/seal.ts'
import { storeSettings } from './options/store-settings.ts'

interface Options {
  readonly data?: string
  readonly deliverPending?: boolean
  readonly yes?: true
  readonly json?: boolean
}

const help = `
Stop the gateway first: over a running one it is refused. It says what the backup holds and asks before it does anything;
without a terminal, --yes and one of the two answers about deliveries must be given.

What came since the backup is not in it, nor is what was seen: what a provider sends again counts as new. The store that
was there is kept beside it, as journal.sqlite.until-…. The folder needs the sealing key of the time (DIR/key, or
COUNTERSIGN_KEY) and keeps the operator's token that lies in it; what is missing of both is said (with --json: beforeStart).
A backup of a newer version is refused.

Deliveries that waited when the backup was made may have been delivered since. With --deliver-pending they go out again,
under the same webhook-id; with --no-deliver-pending they end as discarded.
Exit codes: 0 restored, 1 not wanted or no whole backup, 2 an answer is missing, 78 the folder or the backup cannot be used.

Examples:
  countersign restore /backup/countersign.sqlite --data /var/lib/countersign
  countersign restore backup.sqlite --data .countersign --yes --no-deliver-pending
`

/** `countersign restore`: a backup in the place of an embedded store. */
export function restoreCommand(program: Command): void {
  const command: Command = program
    .command('restore <file>')
    .description('put a backup in the place of a data folder’s store')
    .option('--data <DIR>', 'the data folder [COUNTERSIGN_DATA] (default: .countersign)')
    .option('--deliver-pending', 'deliver what waits in the backup')
    .option('--no-deliver-pending', 'discard what waits in the backup')
    .option('--yes', 'do not ask whether to restore')
    .option('--json', 'print what was done as JSON')
    .addHelpText('after', help)
  command.action(async (file: string, options: Options) => {
    const { data, databaseUrl } = storeSettings({ data: options.data })
    if (databaseUrl !== null)
      command.error('error: the store is in PostgreSQL: restore it as any database, then start', {
        exitCode: 1,
      })
    if (!existsSync(file)) command.error(`error: there is no file ${file}`, { exitCode: 1 })
    try {
      await run(command, file, data, options)
    } catch (error) {
      const { BackupDamaged } = await import('../journal/backup/restore.ts')
      if (error instanceof BackupDamaged) command.error(`error: ${error.message}`, { exitCode: 1 })
      const sentence = startRefusal(error)?.sentence
      if (sentence === undefined) throw error
      command.error(sentence, { exitCode: error instanceof JournalRefused ? 78 : 1 })
    }
  })
}

async function run(command: Command, file: string, folder: string, options: Options): Promise<void> {
  const { inspectBackup, refuseInUse, restore } = await import('../journal/backup/restore.ts')
  // Before anything is asked that would be in vain.
  refuseInUse(folder)
  const { events, lastReceivedAt, waiting, keyFingerprint } = inspectBackup(file)
  const last = lastReceivedAt === null ? '' : `, the last received ${new Date(lastReceivedAt).toISOString()}`
  if (options.yes !== true) {
    const question = `${file} holds ${counted(events, 'event')}${last}. Put it in the place of the store in ${folder}?`
    if (!(await ask(command, question, '--yes'))) command.error('Nothing was done.', { exitCode: 1 })
  }
  const deliverPending = options.deliverPending ?? (await askToDeliver(command, waiting))
  const done = await restore({ file, folder, deliverPending, now: Date.now() })
  const beforeStart = handOver(folder, keyFingerprint)
  if (options.json) {
    process.stdout.write(`${printableJson({ events, waiting, ...done, beforeStart })}\n`)
    return
  }
  process.stdout.write(`${counted(events, 'event is', 'events are')} restored in ${folder}.\n`)
  if (done.discarded > 0)
    process.stdout.write(
      `${counted(done.discarded, 'delivery that waited is', 'deliveries that waited are')} discarded.\n`,
    )
  if (done.before !== null) process.stdout.write(`The store that was there is ${done.before}.\n`)
  for (const sentence of beforeStart) process.stdout.write(`${sentence}\n`)
}

/** Sentences: what of the time the backup does not hold, where the start would have to do without it. */
function handOver(folder: string, keyFingerprint: string | null): readonly string[] {
  const has = (file: string, variable: string): boolean =>
    existsSync(join(folder, file)) || [variable, `${variable}_FILE`].some((name) => name in process.env)
  const place = join(folder, 'key')
  const key = has('key', 'COUNTERSIGN_KEY')
    ? otherKey(folder, keyFingerprint)
    : `Put the sealing key of the time at ${place} before the start.`
  const token = `Put the operator's token of the time at ${join(folder, 'token')}, else the start makes another.`
  return [key, has('token', 'COUNTERSIGN_ADMIN_TOKEN') ? '' : token].filter((sentence) => sentence !== '')
}

/** What is to be done where the key that is there is not the one of the backup: it was made before a change of keys. */
function otherKey(folder: string, keyFingerprint: string | null): string {
  if (keyFingerprint === null) return ''
  try {
    const { keys } = loadKeys({ env: process.env, dataFolder: folder, mayCreate: false })
    if (keys.some((key) => createSeal(key).fingerprint === keyFingerprint)) return ''
  } catch (error) {
    if (!(error instanceof SealKeyRefused)) throw error
    return error.message
  }
  return `The sealing key here is another than that of the backup, which was made before it changed. Put the key of that time back (COUNTERSIGN_KEY, or ${join(folder, 'key')}): no gateway starts without it.`
}

async function askToDeliver(command: Command, waiting: number): Promise<boolean> {
  if (waiting === 0) return true
  const question = `${counted(waiting, 'delivery waits', 'deliveries wait')} in it; what was delivered since the backup goes out again. Deliver?`
  return await ask(command, question, '--deliver-pending or --no-deliver-pending')
}

/** Asks on the terminal. Without one, what would answer must be said: exit code 2. */
async function ask(command: Command, question: string, option: string): Promise<boolean> {
  if (process.stdin.isTTY !== true) command.error(`error: ${question} Say ${option}.`, { exitCode: 2 })
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim())
  } finally {
    lines.close()
  }
}
