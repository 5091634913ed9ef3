import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { asked } from './asked.ts'
import { explainedInGateway, staleReasons, type Tried } from './mutate/gateway-reasons.ts'
import { made, type Site, sitesOf } from './mutate/sites.ts'
import { type Target, targets } from './mutate/targets.ts'

const help = `
npm run mutate:gateway -- [--of TARGET]... [--every N] [--from N]

Makes conditions, operators and constants of the gateway's decisions wrong, one at a time, in a copy of it, and tells which of
them their tests do not see. Those that make no difference, with a reason in tools/mutate/gateway-reasons.ts, are counted apart;
a reason that nothing of its file needs any more is told, where all sites are tried.

--of TARGET  of ${Object.keys(targets).join(', ')}; default: all
--every N    of all sites each so manieth
--from N     which of those is the first, from 0
`
const { values } = asked(help, {
  options: {
    of: { type: 'string', multiple: true, default: Object.keys(targets) },
    every: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
  },
})

const root = fileURLToPath(new URL('..', import.meta.url))
const patienceMs = 120_000
// Without what refers to the library's sources, which the copy has from node_modules.
const copy = mkdtempSync(join(tmpdir(), 'countersign-mutants-'))
for (const name of ['packages/gateway', 'tools', 'package.json', 'vitest.config.ts', 'tsconfig.base.json'])
  cpSync(join(root, name), join(copy, name), {
    recursive: true,
    filter: (path) => !/node_modules|tsconfig\.json$/.test(path),
  })
// Both: the gateway has another version of some than the rest.
for (const name of ['node_modules', 'packages/gateway/node_modules'])
  if (existsSync(join(root, name))) symlinkSync(join(root, name), join(copy, name))

/** Whether a target's tests see what stands in the copy now; one that never ends is seen. */
async function isSeen({ tests }: Target): Promise<boolean> {
  const paths = tests.map((name) => join('packages/gateway/test', name))
  const args = ['run', '--maxWorkers=1', '--bail=1', '--reporter=dot', ...paths]
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const child = spawn(process.execPath, [vitest, ...args], { cwd: copy, stdio: 'ignore' })
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve))
  clearTimeout(timer)
  return code !== 0
}

const line = (text: string, { start }: Site): number => text.slice(0, start).split('\n').length
const unseen: Tried[] = []
const tried: string[] = []
let count = 0
let seen = 0
try {
  for (const name of values.of) {
    const target = targets[name]
    if (target === undefined)
      throw new Error(`There is no ${name}; there are ${Object.keys(targets).join(', ')}.`)
    if (await isSeen(target)) throw new Error(`The tests of ${name} fail without any change.`)
    for (const file of target.files) {
      const path = join(copy, 'packages/gateway/src', file)
      const text = readFileSync(path, 'utf8')
      for (const site of sitesOf(text, path)) {
        if (count++ % Number(values.every) !== Number(values.from)) continue
        writeFileSync(path, made(text, site))
        if (await isSeen(target)) {
          seen++
          continue
        }
        const at = line(text, site)
        const was = text.slice(site.start, site.end)
        const place = { file, was, text: text.split('\n')[at - 1] ?? '' }
        unseen.push(place)
        if (explainedInGateway(place) === undefined)
          console.log(`${file}:${at}: ${was.slice(0, 80)} -> ${site.wrong.slice(0, 80)}`)
      }
      writeFileSync(path, text)
      tried.push(file)
    }
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
  if (values.every === '1')
    for (const { in: file, was, beside = '' } of staleReasons(tried, unseen))
      console.log(`a reason that nothing needs: ${file}: ${was} ${beside}`)
  const explained = unseen.filter((place) => explainedInGateway(place) !== undefined).length
  console.log(
    `${seen + unseen.length} sites of ${count}: ${seen} seen, ${unseen.length} not, of which ${explained} are explained`,
  )
}
