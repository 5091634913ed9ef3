import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runningFile, writeRunning } from '../../src/process/running-file.ts'
import { replaceFile } from '../../src/seal/replace-file.ts'
import { scratchFolder } from '../harness/scratch-folder.ts'

function scratch(): string {
  const folder = scratchFolder('countersign-written-')
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('what was there before is neither followed nor shows what is new', () => {
  const folder = scratch()
  const path = join(folder, 'secret')
  const elsewhere = join(folder, 'elsewhere')
  writeFileSync(elsewhere, 'not ours')
  symlinkSync(elsewhere, path)
  replaceFile(path, 'one')
  expect([readFileSync(path, 'utf8'), readFileSync(elsewhere, 'utf8')]).toEqual(['one', 'not ours'])

  const readable = join(folder, 'readable')
  writeFileSync(readable, 'old', { mode: 0o644 })
  const opened = openSync(readable, 'r')
  replaceFile(readable, 'new')
  expect([readFileSync(opened, 'utf8'), readFileSync(readable, 'utf8')]).toEqual(['old', 'new'])
  closeSync(opened)
  for (const one of [path, readable]) expect(statSync(one).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder).sort()).toEqual(['elsewhere', 'readable', 'secret'])
})

test('a mode that is given is kept', () => {
  const path = join(scratch(), 'shown')
  replaceFile(path, 'text', 0o644)
  expect(statSync(path).mode & 0o777).toBe(0o644)
})

test('where it cannot be moved to its place nothing is left', () => {
  const folder = scratch()
  mkdirSync(join(folder, 'taken'))
  expect(() => replaceFile(join(folder, 'taken'), 'a')).toThrow()
  expect(() => replaceFile(join(folder, 'none', 'a'), 'a')).toThrow()
  expect(readdirSync(folder)).toEqual(['taken'])
})

test('the running file is written so', () => {
  const folder = scratch()
  writeFileSync(runningFile(folder), '{}', { mode: 0o644 })
  const opened = openSync(runningFile(folder), 'r')
  writeRunning(folder, {
    url: 'http://127.0.0.1:1',
    ingestUrl: 'http://127.0.0.1:1',
    pid: 1,
    proofKey: 'k'.repeat(43),
  })
  expect(readFileSync(opened, 'utf8')).toBe('{}')
  closeSync(opened)
  expect(statSync(runningFile(folder)).mode & 0o777).toBe(0o600)
})
