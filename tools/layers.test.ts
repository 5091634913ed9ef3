import { spawnSync } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { importGraph } from './imports.ts'
import { house as gateway, isIn, type Room, readRooms } from './rooms.ts'

const root = join(import.meta.dirname, '..')
const library = 'packages/countersign/src'

const forbidden: [file: string, specifier: string][] = [
  [library, '@countersign/gateway'],
  [`${library}/errors`, '../message/body.ts'],
  [`${library}/errors`, '../index.ts'],
  [`${library}/message`, '../platform/platform.ts'],
  [`${library}/platform`, '../scheme/scheme.ts'],
  [`${library}/scheme`, '../engines/token.ts'],
  [`${library}/content`, '../engines/token.ts'],
  [`${library}/keys`, '../engines/hmac/hmac.ts'],
  [`${library}/engines/hmac`, '../../verify/check.ts'],
  [`${library}/engines`, '../schemes/webex.ts'],
  [`${library}/engines`, '../verify.ts'],
  [`${library}/engines`, '../builders/hmac.ts'],
  [`${library}/builders`, '../schemes/webex.ts'],
  [`${library}/engines/hmac`, '../../verify.ts'],
  [`${library}/verify`, '../engines/token.ts'],
  [`${library}/schemes`, '../samples/webex.ts'],
  [`${library}/schemes`, '../builders/hmac.ts'],
  [`${library}/schemes`, '@countersign/gateway'],
  [`${library}/payloads`, '../scheme/facts.ts'],
  [`${library}/handshakes`, '../engines/handshake.ts'],
  [`${library}/adapters`, '../schemes/webex.ts'],
  [`${library}/explain`, '../explain.ts'],
  ['packages/simulators/src/webex', 'countersign'],
  [`${gateway}/model`, '../journal/journal.ts'],
  [`${gateway}/model`, 'countersign'],
  [`${gateway}/model`, 'node:fs'],
  [`${gateway}/seal`, '../journal/errors.ts'],
  [`${gateway}/journal/port`, '../sqlite/open.ts'],
  [`${gateway}/journal`, './sqlite/open.ts'],
  [`${gateway}/journal/sqlite`, '../../ingest/accept.ts'],
  [`${gateway}/journal/sqlite`, '../postgres/open.ts'],
  [`${gateway}/journal/sqlite/write`, '../../../ingest/accept.ts'],
  [`${gateway}/journal/sqlite/write`, '../../postgres/open.ts'],
  [`${gateway}/ingest`, '../journal/sqlite/engine.ts'],
  [`${gateway}/ingest`, '../deliver/attempt.ts'],
  [`${gateway}/ingest`, '../journal/port/queue.ts'],
  [`${gateway}/deliver`, '../journal/postgres/engine.ts'],
  [`${gateway}/deliver`, '../ingest/accept.ts'],
  [`${gateway}/egress`, '../deliver/attempt.ts'],
  [`${gateway}/egress`, 'countersign'],
  [`${gateway}/transports`, '../deliver/attempt.ts'],
  [`${gateway}/transports/http`, '../../journal/journal.ts'],
  [`${gateway}/api`, '../journal/sqlite/engine.ts'],
  [`${gateway}/cli`, '../journal/sqlite/engine.ts'],
  [`${gateway}/connect`, '../journal/postgres/engine.ts'],
  [`${gateway}/connect/webex`, '../../journal/postgres/engine.ts'],
  [`${gateway}/process`, '../api/operations/context.ts'],
  [`${gateway}/setup`, '../api/operations/context.ts'],
  [`${gateway}/setup`, '../connect/connections.ts'],
  [`${gateway}/connect`, '../api/operations/context.ts'],
  [`${gateway}/news`, '../api/operations/context.ts'],
  [`${gateway}/keeper`, '../ingest/ingest.ts'],
]
const allowed: [file: string, specifier: string][] = [
  [library, './verify/check.ts'],
  [`${library}/engines`, '../keys/secret.ts'],
  [`${library}/engines/hmac`, '../signed-content.ts'],
  [`${library}/schemes`, '../engines/hmac/hmac.ts'],
  [`${library}/explain`, '../verify.ts'],
  [`${library}/explain`, '../builders/hmac.ts'],
  [`${library}/builders`, '../engines/hmac/hmac.ts'],
  [`${gateway}/model`, './event.ts'],
  [`${gateway}/journal/sqlite`, '../../model/event.ts'],
  [`${gateway}/journal/sqlite`, '../port/intake.ts'],
  [`${gateway}/journal/sqlite/write`, '../../port/intake.ts'],
  [`${gateway}/journal/sqlite/write`, '../../../model/event.ts'],
  [`${gateway}/ingest`, '../journal/port/intake.ts'],
  [`${gateway}/deliver`, '../journal/port/queue.ts'],
  [`${gateway}/connect/webex`, '../provider.ts'],
  [`${gateway}/deliver`, '../transports/transports.ts'],
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

describe('the rules hold for all of the gateway', () => {
  const rooms = readRooms(root)
  const graph = importGraph(join(root, gateway))
  const roomOf = (file: string): Room | undefined => rooms.find(({ name }) => isIn(file, name))

  test('every file stands in one room; main.ts alone in none', () => {
    expect(graph.size).toBeGreaterThan(300)
    const rules = (file: string): number => rooms.filter(({ name }) => isIn(file, name)).length
    const strange = [...graph.keys()].filter((file) => rules(file) !== (file === 'main.ts' ? 0 : 1))
    expect(strange).toEqual([])
  })

  test('every rule is about a room that is there', () => {
    const empty = rooms.filter(({ name }) => ![...graph.keys()].some((file) => isIn(file, name)))
    expect(empty).toEqual([])
  })

  // The linter sees no `import('…').T`; here it counts.
  test('every import is one that the room of its file may make', () => {
    let crossing = 0
    const refused: string[] = []
    for (const [file, imports] of graph) {
      const room = roomOf(file)
      if (room === undefined) continue
      for (const target of imports) {
        if (isIn(target, room.name)) continue
        crossing++
        if (!room.mayImport.some((name) => isIn(target, name))) refused.push(`${file} → ${target}`)
      }
    }
    expect(crossing).toBeGreaterThan(500)
    expect(refused).toEqual([])
  })

  test('a room imports none that may import it', () => {
    const sees = (one: Room, other: Room): boolean => one.mayImport.some((name) => isIn(name, other.name))
    const mutual = rooms.flatMap((one, at) =>
      rooms
        .slice(at + 1)
        .flatMap((other) => (sees(one, other) ? [`${one.name} is below ${other.name}`] : [])),
    )
    expect(mutual).toEqual([])
  })
})

test('what the console takes its types from reaches the model alone', () => {
  const graph = importGraph(join(root, gateway))
  const reached = new Set(['api/answers.ts'])
  for (const file of reached) for (const target of graph.get(file) ?? []) reached.add(target)
  expect(reached.size).toBeGreaterThan(20)
  expect([...reached].filter((file) => !/^(api\/answers(\/|\.ts$)|model\/)/.test(file))).toEqual([])
})

test('main.ts builds each part out of those before it: nothing in it is set later', async () => {
  const text = await readFile(join(root, gateway, 'main.ts'), 'utf8')
  expect(text.match(/^\s*(let|var) .*/gm)).toBeNull()
})
