import { execFileSync } from 'node:child_process'
import { getPriority } from 'node:os'
import { expect, test } from 'vitest'

const own = getPriority()
const onLinux = process.platform === 'linux'
if (!onLinux) console.log('skipped: the priority of a backup; only on Linux does it step aside')

/** The priorities of all threads of a process that was begun with one, after it has stepped aside. */
function priorities(begun: number): string {
  const file = new URL('../../src/cli/backup/step-aside.ts', import.meta.url).href
  const source = `
    import { readdirSync } from 'node:fs'
    import { getPriority } from 'node:os'
    import { stepAside } from '${file}'
    stepAside()
    console.log([...new Set(readdirSync('/proc/self/task').map((thread) => getPriority(Number(thread))))].join())`
  const node = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    '--input-type=module',
    '-e',
    source,
  ]
  return execFileSync('nice', ['-n', String(begun), ...node], { encoding: 'utf8' }).trim()
}

test.runIf(onLinux)('a backup lets all else go first, and one that was begun with less stays at that', () => {
  expect(priorities(0)).toBe(String(Math.max(10, own)))
  expect(priorities(19)).toBe('19')
})
