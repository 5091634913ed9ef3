import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SealKeyRefused } from '../../src/seal/errors.ts'
import { loadKey } from '../../src/seal/key.ts'

const key = Buffer.from(Array.from({ length: 32 }, (_, index) => index * 8))
const text = key.toString('base64')

function refusal(sources: Parameters<typeof loadKey>[0]): SealKeyRefused {
  try {
    loadKey(sources)
  } catch (error) {
    if (error instanceof SealKeyRefused) return error
    throw error
  }
  throw new Error('the key was accepted')
}

describe('sealing key', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'countersign-key-'))
  })
  afterEach(async () => {
    await rm(folder, { recursive: true })
  })

  test('is made once, private, and found again', async () => {
    const data = join(folder, 'data')
    const made = loadKey({ env: {}, dataFolder: data, mayCreate: true })
    expect(made).toHaveLength(32)
    expect((await stat(join(data, 'key'))).mode & 0o777).toBe(0o600)
    expect((await stat(data)).mode & 0o777).toBe(0o700)
    expect(await readdir(data)).toEqual(['key'])
    expect((await readFile(join(data, 'key'), 'utf8')).trim()).toBe(Buffer.from(made).toString('base64'))
    expect(loadKey({ env: {}, dataFolder: data, mayCreate: false })).toEqual(made)
    expect(loadKey({ env: {}, dataFolder: data, mayCreate: true })).toEqual(made)
  })

  test('comes from the environment or a file that it names, and then none is made', async () => {
    const file = join(folder, 'given')
    await writeFile(file, `${text}\n`, { mode: 0o600 })
    for (const env of [{ COUNTERSIGN_KEY: text }, { COUNTERSIGN_KEY_FILE: file }]) {
      expect([...loadKey({ env, dataFolder: join(folder, 'data'), mayCreate: true })]).toEqual([...key])
    }
    expect(await readdir(folder)).toEqual(['given'])
  })

  test('a missing key stops where none may be made', async () => {
    expect(refusal({ env: {}, dataFolder: folder, mayCreate: false }).code).toBe('ERR_SEALING_KEY_MISSING')
    expect(refusal({ env: {}, dataFolder: null, mayCreate: true }).code).toBe('ERR_SEALING_KEY_MISSING')
    const env = { COUNTERSIGN_KEY_FILE: join(folder, 'none') }
    expect(refusal({ env, dataFolder: folder, mayCreate: true }).code).toBe('ERR_SEALING_KEY_MISSING')
    expect(await readdir(folder)).toEqual([])
  })

  test('a malformed key stops, and no message shows it', () => {
    const bad = [
      '',
      ' ',
      'short',
      key.subarray(1).toString('base64'),
      `${text}AA`,
      text.slice(0, -1),
      `!${text}`,
    ]
    for (const value of bad) {
      const error = refusal({ env: { COUNTERSIGN_KEY: value }, dataFolder: folder, mayCreate: true })
      expect(error.code).toBe('ERR_SEALING_KEY_MALFORMED')
      if (value.length > 10) expect(error.message).not.toContain(value.slice(0, 10))
    }
    const both = { COUNTERSIGN_KEY: text, COUNTERSIGN_KEY_FILE: '/nowhere' }
    expect(refusal({ env: both, dataFolder: folder, mayCreate: true }).code).toBe('ERR_SEALING_KEY_MALFORMED')
  })

  test.skipIf(process.platform === 'win32')(
    'a key in the data folder that others may read stops',
    async () => {
      const file = join(folder, 'key')
      await writeFile(file, text)
      for (const mode of [0o644, 0o640, 0o604, 0o660]) {
        await chmod(file, mode)
        expect(refusal({ env: {}, dataFolder: folder, mayCreate: true }).code).toBe('ERR_SEALING_KEY_UNSAFE')
      }
      await chmod(file, 0o600)
      expect([...loadKey({ env: {}, dataFolder: folder, mayCreate: false })]).toEqual([...key])
    },
  )
})
