import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const gateway = 'packages/gateway/src'
const library = 'packages/countersign/src'

const forbidden: [file: string, specifier: string][] = [
  [library, '@countersign/gateway'],
  [`${library}/errors`, '../message/body.ts'],
  [`${library}/errors`, '../index.ts'],
  [`${library}/message`, '../platform/platform.ts'],
  [`${library}/platform`, '../scheme/scheme.ts'],
  [`${library}/scheme`, '../engines/token.ts'],
  [`${library}/keys`, '../engines/hmac/hmac.ts'],
  [`${library}/engines/hmac`, '../../verify/check.ts'],
  [`${library}/engines`, '../schemes/webex.ts'],
  [`${library}/engines`, '../verify.ts'],
  [`${library}/engines/hmac`, '../../verify.ts'],
  [`${library}/verify`, '../engines/token.ts'],
  [`${library}/schemes`, '../samples/webex.ts'],
  [`${library}/schemes`, '@countersign/gateway'],
  [`${library}/payloads`, '../scheme/facts.ts'],
  [`${library}/adapters`, '../schemes/webex.ts'],
  [`${library}/explain`, '../explain.ts'],
  [`${gateway}/model`, '../journal/journal.ts'],
  [`${gateway}/model`, 'countersign'],
  [`${gateway}/model`, 'node:fs'],
  [`${gateway}/journal/sqlite`, '../../ingest/accept.ts'],
  [`${gateway}/ingest`, '../journal/sqlite/engine.ts'],
  [`${gateway}/ingest`, '../deliver/attempt.ts'],
  [`${gateway}/deliver`, '../journal/postgres/engine.ts'],
  [`${gateway}/deliver`, '../ingest/accept.ts'],
  [`${gateway}/egress`, '../deliver/attempt.ts'],
  [`${gateway}/egress`, 'countersign'],
  [`${gateway}/transports`, '../deliver/attempt.ts'],
  [`${gateway}/transports/http`, '../../journal/journal.ts'],
  [`${gateway}/api`, '../journal/sqlite/engine.ts'],
  [`${gateway}/cli`, '../journal/sqlite/engine.ts'],
  [`${gateway}/connect`, '../journal/postgres/engine.ts'],
]
const allowed: [file: string, specifier: string][] = [
  [library, './verify/check.ts'],
  [`${library}/engines`, '../keys/secret.ts'],
  [`${library}/engines/hmac`, '../signed-content.ts'],
  [`${library}/schemes`, '../engines/hmac/hmac.ts'],
  [`${library}/explain`, '../verify.ts'],
  [`${gateway}/model`, './event.ts'],
  [`${gateway}/journal/sqlite`, '../../model/event.ts'],
  [`${gateway}/ingest`, '../journal/journal.ts'],
  [`${gateway}/deliver`, '../journal/journal.ts'],
  [`${gateway}/deliver`, '../egress/egress.ts'],
  [`${gateway}/egress`, './race.ts'],
  [`${gateway}/egress`, '../model/gathered.ts'],
  [`${gateway}/transports`, '../egress/egress.ts'],
  [`${gateway}/api`, '../model/event.ts'],
  [`${gateway}`, './journal/sqlite/engine.ts'],
]

/** A tree with one import a file, linted with the project's own rules; holds what the linter printed. */
let tree: string
let printed: string
const placeOf = (index: number, folder: string): string => `${folder}/case${index}.ts`

beforeAll(async () => {
  tree = await mkdtemp(join(tmpdir(), 'countersign-layers-'))
  await cp(join(root, 'biome.json'), join(tree, 'biome.json'))
  for (const [index, [folder, specifier]] of [...forbidden, ...allowed].entries()) {
    const file = join(tree, placeOf(index, folder))
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, `import { x } from '${specifier}'\n\nexport const y: number = x\n`)
  }
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const flags = ['lint', '--vcs-enabled=false', '--reporter=github', '--max-diagnostics=none', '.']
  const run = spawnSync(process.execPath, [biome, ...flags], { cwd: tree, encoding: 'utf8' })
  if (run.error) throw run.error
  printed = run.stdout
})

afterAll(() => rm(tree, { recursive: true, force: true }))

/** Whether the linter refused the import of the file that stands for this case. */
function refused(index: number, folder: string): boolean {
  const file = placeOf(index, folder)
  return printed.split('\n').some((line) => line.includes('noRestrictedImports') && line.includes(file))
}

describe('the layer rules bite', () => {
  test.each(forbidden.map(([folder, specifier], index) => ({ folder, specifier, index })))(
    '$folder may not import $specifier',
    ({ folder, index }) => {
      expect(refused(index, folder)).toBe(true)
    },
  )
  test.each(allowed.map(([folder, specifier], index) => ({ folder, specifier, index })))(
    '$folder may import $specifier',
    ({ folder, index }) => {
      expect(refused(forbidden.length + index, folder)).toBe(false)
    },
  )
})
