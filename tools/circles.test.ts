import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { circlesOf, importGraph, importsOf } from './imports.ts'

const packages = join(import.meta.dirname, '..', 'packages')

test('imports are found by a parse, those of types too, and not in comments or texts', () => {
  const text = `
    import type { A } from './a.ts'
    import { type B } from './b.ts'
    export type { C } from './c.ts'
    export * from './d.ts'
    // import { x } from './comment.ts'
    const text = "import { y } from './text.ts'"
    const e: import('./e.ts').E = await import('./f.ts')
    declare module './g.ts' {}`
  expect(importsOf(text)).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts'])
})

test('circles are found', () => {
  const graph = new Map([
    ['a', ['b', 'd']],
    ['b', ['c']],
    ['c', ['a']],
    ['d', ['e']],
    ['e', ['e', 'b']],
    ['f', ['a', 'g']],
    ['g', ['h']],
    ['h', ['g']],
  ])
  expect(circlesOf(graph)).toEqual([
    ['a', 'b', 'c', 'd', 'e'],
    ['g', 'h'],
  ])
  expect(circlesOf(new Map([['a', ['a']]]))).toEqual([['a']])
})

test.each(readdirSync(packages))('no module of packages/%s imports itself by a way around', (name) => {
  expect(circlesOf(importGraph(join(packages, name, 'src')))).toEqual([])
})
