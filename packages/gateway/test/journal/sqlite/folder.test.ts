import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { JournalRefused } from '../../../src/journal/errors.ts'
import { openSqliteJournal } from '../../../src/journal/sqlite/open.ts'
import { temporaryFolder } from './subject.ts'

const opener = new URL('./open-in-child.ts', import.meta.url).pathname

describe('data folder', () => {
  let folder: string
  let remove: () => Promise<void>
  beforeEach(async () => {
    ;({ folder, remove } = await temporaryFolder())
  })
  afterEach(() => remove())

  const refusal = async (options: { keyFingerprint?: string } = {}): Promise<JournalRefused> => {
    try {
      const journal = await openSqliteJournal({ folder, lockWaitMs: 50, ...options })
      await journal.close()
    } catch (error) {
      if (error instanceof JournalRefused) return error
      throw error
    }
    throw new Error('the folder was opened')
  }

  test.skipIf(process.platform === 'win32')('is made, private with all that it holds', async () => {
    const data = join(folder, 'new', 'data')
    const journal = await openSqliteJournal({ folder: data })
    await journal.probe()
    const modes = ['', 'journal.sqlite', 'journal.sqlite-wal', 'journal.sqlite-shm', 'lock.sqlite'].map(
      async (name) => (await stat(join(data, name))).mode & 0o777,
    )
    expect(await Promise.all(modes)).toEqual([0o700, 0o600, 0o600, 0o600, 0o600])
    await journal.close()
  })

  test('serves one journal at a time, in this process and in others', async () => {
    const journal = await openSqliteJournal({ folder })
    const error = await refusal()
    expect(error.code).toBe('ERR_DATA_FOLDER_IN_USE')
    expect(error.message).toContain(folder)
    const child = promisify(execFile)(process.execPath, [opener, folder])
    await expect(child).rejects.toMatchObject({ stdout: 'ERR_DATA_FOLDER_IN_USE\n' })
    await journal.probe()
    await journal.close()
    const { stdout } = await promisify(execFile)(process.execPath, [opener, folder])
    expect(stdout).toBe('open\n')
  })

  test('waits for a predecessor that is about to end', async () => {
    const journal = await openSqliteJournal({ folder })
    const next = openSqliteJournal({ folder, lockWaitMs: 20_000 })
    await journal.close()
    await (await next).close()
  })

  test('is refused where a newer version wrote it, and left as it is', async () => {
    await (await openSqliteJournal({ folder })).close()
    const db = new DatabaseSync(join(folder, 'journal.sqlite'))
    db.exec('pragma user_version = 9999')
    db.close()
    const error = await refusal()
    expect(error.code).toBe('ERR_SCHEMA_NEWER')
    expect(error.message).toContain('9999')
  })

  test("is refused where another program's database lies there, and not a byte of it changes", async () => {
    const file = join(folder, 'journal.sqlite')
    const db = new DatabaseSync(file)
    db.exec('create table theirs (x); insert into theirs values (1)')
    db.close()
    const digest = async () =>
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex')
    const before = await digest()
    expect((await refusal()).code).toBe('ERR_SCHEMA_FOREIGN')
    expect(await digest()).toBe(before)
  })

  test('is refused where the file is no database', async () => {
    await writeFile(
      join(folder, 'journal.sqlite'),
      'not a database at all, and long enough to be read as one'.repeat(99),
    )
    expect((await refusal()).code).toBe('ERR_SCHEMA_FOREIGN')
  })

  test('is refused where its place is taken by a file', async () => {
    await writeFile(join(folder, 'file'), '')
    folder = join(folder, 'file')
    expect((await refusal()).code).toBe('ERR_DATA_FOLDER_UNUSABLE')
    folder = join(folder, '..')
  })

  test('keeps the fingerprint of the first sealing key and refuses another', async () => {
    await (await openSqliteJournal({ folder, keyFingerprint: 'aaaaaaaaaaaaaaaa' })).close()
    expect((await refusal({ keyFingerprint: 'bbbbbbbbbbbbbbbb' })).code).toBe('ERR_SEALING_KEY_DIFFERS')
    await (await openSqliteJournal({ folder, keyFingerprint: 'aaaaaaaaaaaaaaaa' })).close()
  })
})
