import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { engineReasons } from './mutate/engine-reasons.ts'
import { explained, libraryReasons, unneeded } from './mutate/explained.ts'
import { explainedInGateway, gatewayReasons, staleReasons, type Tried } from './mutate/gateway-reasons.ts'
import { sitesBelow } from './mutate/named.ts'
import { sitesOf } from './mutate/sites.ts'
import { targets } from './mutate/targets.ts'

const files = Object.values(targets).flatMap((target) => target.files)

function placesOf(file: string): Tried[] {
  const source = readFileSync(new URL(`../packages/gateway/src/${file}`, import.meta.url), 'utf8')
  return sitesOf(source, file).map(({ start, end }) => ({
    ...{ file, was: source.slice(start, end) },
    text: source.split('\n')[source.slice(0, start).split('\n').length - 1] ?? '',
  }))
}

test('each reason for which a mutation is not seen is of a place that there is', () => {
  expect(gatewayReasons.filter((reason) => !files.includes(reason.in))).toEqual([])
  expect(staleReasons(files, files.flatMap(placesOf))).toEqual([])
  const ofEngines = [...new Set(engineReasons.map((reason) => reason.in))]
  expect(staleReasons(ofEngines, ofEngines.flatMap(sitesBelow), engineReasons)).toEqual([])
})

test('a reason holds for what stands beside what it says, on whatever line, and is told of where nothing needs it', () => {
  const reason = { in: 'a.ts', was: '0', beside: 'until = 0', why: 'never' }
  const place = { file: 'a.ts', was: '0', text: '    this.until = 0' }
  expect(explainedInGateway(place, [reason])).toBe('never')
  const others = [
    { ...place, text: 'let from = 0' },
    { ...place, was: '1' },
    { ...place, file: 'b.ts' },
  ]
  for (const other of others) expect(explainedInGateway(other, [reason])).toBeUndefined()
  expect(staleReasons(['a.ts'], [place, ...others], [reason])).toEqual([])
  expect(staleReasons(['a.ts'], others, [reason])).toEqual([reason])
  expect(staleReasons(['b.ts'], others, [reason])).toEqual([])
})

test('each reason for which a mutation of the library is not seen is of a place that there is', () => {
  const places = sitesBelow('')
  for (const { in: where } of libraryReasons) expect(places.some(({ file }) => where.test(file))).toBe(true)
  expect(
    unneeded(
      places.map(({ file }) => file),
      places,
    ),
  ).toEqual([])
})

test('a reason of the library holds for its own line alone, and is told of where nothing needs it', () => {
  const reason = { in: /^a/, was: /^0$/, beside: /until = /, why: 'never' }
  const place = { file: 'a.ts', was: '0', text: 'until = 0' }
  expect(explained(place, [reason])).toBe('never')
  for (const other of [
    { ...place, text: 'from = 0' },
    { ...place, was: '1' },
    { ...place, file: 'b.ts' },
  ]) {
    expect(explained(other, [reason])).toBeUndefined()
    expect(unneeded([place.file], [other], [reason])).toEqual([reason])
  }
  expect(unneeded(['a.ts'], [place], [reason])).toEqual([])
  expect(unneeded(['b.ts'], [], [reason])).toEqual([])
})
