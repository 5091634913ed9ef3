import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launcher, startGateway } from '../harness/start-gateway.ts'

const parent = mkdtempSync(join(tmpdir(), 'countersign-refusals-'))
const sound = join(parent, 'sound')

beforeAll(async () => {
  const gateway = await startGateway({ data: sound })
  await gateway.stop()
})
afterAll(() => rmSync(parent, { recursive: true, force: true }))

/** What a start on a copy of a sound data folder that `spoil` has spoilt writes and ends with. */
function startOn(name: string, spoil: (file: string) => void): { code: number; stderr: string } {
  const data = join(parent, name)
  cpSync(sound, data, { recursive: true })
  spoil(join(data, 'journal.sqlite'))
  return start(process.execPath, [launcher, 'serve', '--port', '0', '--data', data])
}

function start(command: string, args: readonly string[]): { code: number; stderr: string } {
  try {
    // One that starts all the same would otherwise be waited for without end.
    execFileSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8', timeout: 60_000 })
    throw new Error('it started')
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string }
    return { code: status, stderr }
  }
}

describe('a start that fails says why in a sentence with a code, and no stack', () => {
  test('no database at all', () => {
    const { code, stderr } = startOn('foreign', (file) => writeFileSync(file, 'x'.repeat(5000)))
    expect(stderr).toMatch(/^ERR_SCHEMA_FOREIGN: .+\n$/)
    expect(code).toBe(78)
  })

  test('a store that was cut off', () => {
    const { code, stderr } = startOn('cut', (file) => truncateSync(file, 20_000))
    expect(stderr).toMatch(/^ERR_JOURNAL_UNAVAILABLE: .+malformed.+countersign check.+\n$/)
    expect(code).toBe(1)
  })

  test.skipIf(process.platform === 'win32').each([63, 31, 26])('too few descriptors: %i', (openFiles) => {
    const line = `ulimit -n ${openFiles}; exec "$0" "$@"`
    const args = [process.execPath, launcher, 'serve', '--port', '0', '--data', sound]
    const { code, stderr } = start('/bin/sh', ['-c', line, ...args])
    expect(stderr).toMatch(/^ERR_[A-Z_]+: .+ulimit -n.+\n$/)
    expect(code).toBe(78)
  })

  test('no temporary folder, and a data folder whose path is too long for sockets', () => {
    const { stderr } = start('/usr/bin/env', [
      `TMPDIR=${join(parent, 'nowhere')}`,
      process.execPath,
      ...[launcher, 'serve', '--port', '0', '--data', join(parent, 'x'.repeat(100))],
    ])
    expect(stderr).toMatch(/^ERR_DATA_FOLDER_UNUSABLE: .+RUNTIME_DIRECTORY.+\n$/)
  })
})
