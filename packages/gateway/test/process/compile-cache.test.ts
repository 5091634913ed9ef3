import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { compileCache } from '../../src/process/compile-cache.ts'

const root = mkdtempSync(join(tmpdir(), 'countersign-compiled-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function folder(name: string, mode = 0o700): string {
  const made = join(root, name)
  mkdirSync(made)
  chmodSync(made, mode)
  return made
}

test('what is compiled lies in the data folder, where nobody else can read or write', () => {
  const data = folder('data')
  const compiled = join(data, 'compiled')
  expect(compileCache(data)).toEqual({ NODE_COMPILE_CACHE: compiled })
  expect(statSync(compiled).mode & 0o777).toBe(0o700)
  expect(compileCache(data)).toEqual({ NODE_COMPILE_CACHE: compiled })
})

test('nothing is kept before there is a data folder, nor makes one', () => {
  const none = join(root, 'none')
  expect(compileCache(none)).toEqual({})
  expect(existsSync(none)).toBe(false)
})

test('nothing is run that others could have written', () => {
  expect(compileCache(folder('shared', 0o770))).toEqual({})
  const data = folder('opened')
  mkdirSync(join(data, 'compiled'))
  chmodSync(join(data, 'compiled'), 0o777)
  expect(compileCache(data)).toEqual({})
  const elsewhere = folder('elsewhere', 0o777)
  const linked = folder('linked')
  symlinkSync(elsewhere, join(linked, 'compiled'))
  expect(compileCache(linked)).toEqual({})
})
