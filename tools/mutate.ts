import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { unseenByVectors } from './mutate/at-load.ts'
import { sitesBelow, told } from './mutate/named.ts'

// `npm run mutate -- --in engines --in keys`: makes conditions, operators and constants of the library wrong, one at a time,
// and tells which of them neither a vector nor a test sees. A site within a function is switched while the tests run; what
// is evaluated when a module is loaded is made wrong in a copy, with `--at-load`, and shown to the vectors alone.

const { values } = parseArgs({
  options: {
    /** Folders or files below `packages/countersign/src`. */
    in: { type: 'string', multiple: true, default: ['content', 'engines', 'keys', 'message', 'verify'] },
    /** Tries what is evaluated when a module is loaded, in place of the others: some seconds for each site. */
    'at-load': { type: 'boolean', default: false },
    /** Of those each so manieth. */
    every: { type: 'string', default: '1' },
  },
})

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = 'packages/countersign/test'
/** Tests that judge time or builds, or start other programs. */
const others =
  /^(adapter|bundle|frameworks|fuzz|interop|linear|mutations|official|package|runtimes|two-copies|typed)/

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

async function withinFunctions(): Promise<void> {
  const sites = values.in.flatMap(sitesBelow).filter(({ site }) => !site.atLoad)
  const scratch = mkdtempSync(join(tmpdir(), 'countersign-mutants-'))
  try {
    const book = join(scratch, 'book')
    writeFileSync(book, '')
    await run(book, ['tools/mutate/some-vectors.ts'])
    const byVectors = noted(book, 'seen').size
    const tests = readdirSync(join(root, folder)).filter(
      (name) => name.endsWith('.test.ts') && !others.test(name),
    )
    await run(
      book,
      tests.map((name) => `${folder}/${name}`),
    )
    const [met, seen] = [noted(book, 'met'), noted(book, 'seen')]
    for (const one of sites)
      if (!seen.has(one.id)) console.log(`${met.has(one.id) ? '' : 'never met: '}${told(one)}`)
    console.log(
      `${sites.length} sites: ${byVectors} seen by vectors, ${seen.size - byVectors} by tests, ${sites.length - seen.size} not`,
    )
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

async function atLoad(): Promise<void> {
  const all = values.in.flatMap(sitesBelow).filter(({ site }) => site.atLoad)
  const sites = all.filter((_, at) => at % Number(values.every) === 0)
  const unseen = await unseenByVectors(sites)
  console.log(
    `${sites.length} sites of ${all.length}: ${sites.length - unseen.length} seen by vectors, ${unseen.length} not`,
  )
}

await (values['at-load'] ? atLoad() : withinFunctions())
