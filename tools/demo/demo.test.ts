import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

test('the demo ends by itself, with all as promised and no colour where none is wanted', async () => {
  const demo = fileURLToPath(new URL('../demo.ts', import.meta.url))
  const env = { ...process.env, FORCE_COLOR: '1' }
  const { stdout } = await promisify(execFile)(process.execPath, [demo, '--no-color'], { env })
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('All went as promised.')
  expect(stdout.match(/^✔/gm)).toHaveLength(9)
  expect(stdout).not.toContain('\u001b')
})
