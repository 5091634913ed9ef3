import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')

/** Whether the linter lets a file at this place import that module. */
function mayImport(file: string, specifier: string): boolean {
  const source = `import { x } from '${specifier}'\n\nexport const y: number = x\n`
  const run = spawnSync(process.execPath, [biome, 'lint', `--stdin-file-path=${file}`], {
    cwd: root,
    input: source,
    encoding: 'utf8',
  })
  if (run.error) throw run.error
  return !/Found \d+ error/.test(run.stdout + run.stderr)
}

const gateway = 'packages/gateway/src'

describe('the layer rules bite', () => {
  test.each([
    ['packages/countersign/src/x.ts', '@countersign/gateway'],
    [`${gateway}/model/x.ts`, '../journal/journal.ts'],
    [`${gateway}/model/x.ts`, 'countersign'],
    [`${gateway}/model/x.ts`, 'node:fs'],
    [`${gateway}/journal/sqlite/x.ts`, '../../ingest/accept.ts'],
    [`${gateway}/ingest/x.ts`, '../journal/sqlite/engine.ts'],
    [`${gateway}/ingest/x.ts`, '../deliver/send.ts'],
    [`${gateway}/deliver/x.ts`, '../journal/postgres/engine.ts'],
    [`${gateway}/deliver/x.ts`, '../ingest/accept.ts'],
    [`${gateway}/api/x.ts`, '../journal/sqlite/engine.ts'],
    [`${gateway}/cli/x.ts`, '../journal/sqlite/engine.ts'],
    [`${gateway}/connect/x.ts`, '../journal/postgres/engine.ts'],
  ])('%s may not import %s', (file, specifier) => {
    expect(mayImport(file, specifier)).toBe(false)
  })

  test.each([
    [`${gateway}/model/x.ts`, './event.ts'],
    [`${gateway}/journal/sqlite/x.ts`, '../../model/event.ts'],
    [`${gateway}/ingest/x.ts`, '../journal/journal.ts'],
    [`${gateway}/deliver/x.ts`, '../journal/journal.ts'],
    [`${gateway}/api/x.ts`, '../model/event.ts'],
    [`${gateway}/main.ts`, './journal/sqlite/engine.ts'],
  ])('%s may import %s', (file, specifier) => {
    expect(mayImport(file, specifier)).toBe(true)
  })
})
