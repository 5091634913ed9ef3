import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asked } from './asked.ts'
import { unseenByVectors } from './mutate/at-load.ts'
import { engineReasons } from './mutate/engine-reasons.ts'
import { explained, unneeded } from './mutate/explained.ts'
import { staleReasons } from './mutate/gateway-reasons.ts'
import { isSwitched, sitesBelow, told } from './mutate/named.ts'

const help = `
npm run mutate -- [--in FOLDER]... [--tests REGEX] [--book FILE] [--at-load [--every N]]

Makes conditions, operators, constants and, of schemes, fields of the library wrong, one at a time, and tells which of them
neither a vector nor a test sees. Ends with 1 where one of them has no reason in tools/mutate/explained.ts or
tools/mutate/engine-reasons.ts. A site within a function, or in a scheme's data, is switched while the tests run; what else
is evaluated when a module is loaded is made wrong in a copy, with --at-load, and shown to the vectors alone. A reason that
nothing needs any more is told, where all tests are asked.

--in FOLDER    folders or files below packages/countersign/src; default: content, engines, keys, message, verify
--tests REGEX  of the library's files of tests those with such a name alone; vectors are shown first all the same
--book FILE    keeps what was seen, and asks nothing again that stands there; good for as long as the sources stay the same
--at-load      tries what is evaluated when a module is loaded, in place of the others: some seconds for each site
--every N      of those each so manieth
`
const { values } = asked(help, {
  options: {
    in: { type: 'string', multiple: true, default: ['content', 'engines', 'keys', 'message', 'verify'] },
    tests: { type: 'string', default: '' },
    book: { type: 'string' },
    'at-load': { type: 'boolean', default: false },
    every: { type: 'string', default: '1' },
  },
})

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = 'packages/countersign/test'
/** Tests that judge time or builds, start other programs, or put schemes beside others’ libraries. */
const others =
  /^(bundle|frameworks|fuzz|interop|linear|mutations|official|package|runtimes|two-copies|typed-beside)/

/** Runs tests with each site wrong that they come by; what was met and seen stands in the book. */
async function run(book: string, names: readonly string[]): Promise<void> {
  const config = join(root, 'tools/mutate/vitest.config.ts')
  const args = ['run', `--config=${config}`, '--maxWorkers=1', '--reporter=dot']
  const child = spawn(process.execPath, [join(root, 'node_modules/vitest/vitest.mjs'), ...args, ...names], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, MUTANTS_BOOK: book, MUTANTS_IN: values.in.join(',') },
  })
  await new Promise((resolve) => child.once('exit', resolve))
}

/** The names of sites that stand behind a word of the book. */
function noted(book: string, word: string): ReadonlySet<string> {
  const lines = readFileSync(book, 'utf8').split('\n')
  return new Set(lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.split(' ')[1] ?? ''))
}

async function withinRuns(book: string): Promise<void> {
  const sites = values.in.flatMap(sitesBelow).filter(isSwitched)
  if (!existsSync(book)) writeFileSync(book, '')
  await run(book, ['tools/mutate/some-vectors.ts'])
  const countSeen = (): number => {
    const seen = noted(book, 'seen')
    return sites.filter(({ id }) => seen.has(id)).length
  }
  const byVectors = countSeen()
  const tests = readdirSync(join(root, folder)).filter(
    (name) => name.endsWith('.test.ts') && !others.test(name) && new RegExp(values.tests).test(name),
  )
  if (tests.length > 0)
    await run(
      book,
      tests.map((name) => `${folder}/${name}`),
    )
  const byTests = countSeen() - byVectors
  if (values.in.some((start) => start.startsWith('schemes'))) await run(book, ['tools/mutate/some-pages.ts'])
  const [met, seen, unasked] = [noted(book, 'met'), noted(book, 'seen'), noted(book, 'unasked')]
  const unseen = sites.filter(({ id }) => !seen.has(id))
  const unexplained = unseen.filter((one) => !explained(one))
  for (const one of unexplained)
    console.log(
      `${met.has(one.id) ? '' : 'never met: '}${unasked.has(one.id) ? 'not asked of all: ' : ''}${told(one)}`,
    )
  const files = [...new Set(sites.map(({ file }) => file))]
  if (values.tests === '') {
    for (const { in: file, was, beside = '' } of staleReasons(files, unseen, engineReasons))
      console.log(`a reason that nothing needs: ${file}: ${was} ${beside}`)
    for (const { in: where, was } of unneeded(files, unseen))
      console.log(`a reason that nothing needs here: ${where} ${was}`)
  }
  if (unexplained.length > 0) process.exitCode = 1
  const byPages = sites.length - unseen.length - byVectors - byTests
  console.log(
    [
      `${sites.length} sites: ${byVectors} seen by vectors, ${byTests} by tests, ${byPages} by the page of the schemes`,
      `${unseen.length} not, of which ${unseen.length - unexplained.length} are explained`,
    ].join(', '),
  )
}

async function atLoad(): Promise<void> {
  const all = values.in.flatMap(sitesBelow).filter((one) => !isSwitched(one))
  const sites = all.filter((_, at) => at % Number(values.every) === 0)
  const unseen = await unseenByVectors(sites)
  console.log(
    `${sites.length} sites of ${all.length}: ${sites.length - unseen.length} seen by vectors, ${unseen.length} not`,
  )
}

if (values['at-load']) await atLoad()
else if (values.book !== undefined) await withinRuns(values.book)
else {
  const scratch = mkdtempSync(join(tmpdir(), 'countersign-mutants-'))
  try {
    await withinRuns(join(scratch, 'book'))
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}
