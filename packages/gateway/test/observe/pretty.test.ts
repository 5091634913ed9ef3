import { Writable } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { createLog } from '../../src/observe/log.ts'
import { prettyStream } from '../../src/observe/pretty.ts'

test('what a line tells of others does nothing to the terminal that it is shown on', () => {
  let shown = ''
  const out = new Writable({
    write(chunk, _encoding, done) {
      shown += String(chunk)
      done()
    },
  })
  const log = createLog({ to: prettyStream(out) })
  const hostile = '\x1b]0;x\x07\x9b2J\u202e'
  log.warn({ from: hostile, deep: { of: hostile }, err: new Error(`${hostile}!`) }, `it said ${hostile}`)
  const [first = '', ...stack] = stripVTControlCharacters(shown).trimEnd().split('\n')
  expect(first).toContain('it said \u{fffd}]0;x')
  expect(first).toContain('from=\u{fffd}]0;x\u{fffd}\u{fffd}2J\u{fffd}')
  expect(stack[0]).toContain('Error: \u{fffd}]0;x\u{fffd}\u{fffd}2J\u{fffd}!')
  // What is left is the colors of our own.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(shown.replaceAll(/\x1b\[\d+m|\n/g, '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})
