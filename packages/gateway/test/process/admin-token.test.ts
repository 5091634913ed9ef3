import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadAdminToken, tokenFile } from '../../src/process/admin-token.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-token-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('on a shared database no gateway makes a token of its own: it refuses, and leaves none behind', () => {
  expect(() => loadAdminToken(null, folder, false)).toThrow(
    expect.objectContaining({ code: 'ERR_ADMIN_TOKEN_MISSING' }),
  )
  expect(existsSync(tokenFile(folder))).toBe(false)
})

test('one that a gateway alone has made is taken on by the same folder’s gateway on a shared database', () => {
  const { token, made } = loadAdminToken(null, folder, true)
  expect(made).toBe(true)
  if (process.platform !== 'win32') expect(statSync(tokenFile(folder)).mode & 0o777).toBe(0o600)
  expect(loadAdminToken(null, folder, false)).toEqual({ token, made: false })
  expect(loadAdminToken('given', folder, false)).toEqual({ token: 'given', made: false })
})
