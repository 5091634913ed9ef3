import { readFileSync } from 'node:fs'
import { hmac, keyedHash, type Proof, publicKey } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { expect, test } from 'vitest'
import { optionsOf } from '../src/scheme/hmac-options.ts'

/** A proof and those that it is made of. */
function parts(proof: Proof): readonly Proof[] {
  return [proof, ...(proof.parts ?? []).flatMap(parts)]
}

// The catalogue is built without the checks of the public builders, which a bundle of one scheme need not hold.
test('the options of every scheme of the catalogue pass the checks of the public builders', () => {
  let checked = 0
  for (const { name, proof } of Object.values(schemes)) {
    for (const part of parts(proof)) {
      const { hmac: keyed, publicKey: pair, covers, toleranceSeconds } = part
      if (keyed === undefined && pair === undefined) continue
      const keyedBuilder = part.kind === 'prefix-hash' ? keyedHash : hmac
      const again = pair === undefined ? keyed && keyedBuilder(optionsOf(keyed)) : publicKey(pair)
      expect([name, again?.proof.covers, again?.proof.toleranceSeconds]).toEqual([
        name,
        covers,
        toleranceSeconds,
      ])
      checked += 1
    }
  }
  expect(checked).toBeGreaterThan(200)
})

test('every scheme of the catalogue brings what its times, its settings and its dedup keys want', () => {
  const source = (name: string): string =>
    readFileSync(new URL(`../src/schemes/${name}.ts`, import.meta.url), 'utf8')
  const hashed: string[] = []
  const asking: string[] = []
  for (const { name, proof, dedupeBytes } of Object.values(schemes)) {
    for (const { toleranceSeconds, hmac: keyed, publicKey: pair, judgeClock, ...one } of parts(proof)) {
      const demanding = Object.values(one.params ?? {}).some(({ optional }) => !optional)
      if (demanding) {
        expect([name, typeof one.checkParams]).toEqual([name, 'function'])
        asking.push(name)
      }
      const timed = toleranceSeconds !== undefined || (keyed ?? pair)?.timestamp !== undefined
      if (timed) expect([name, typeof judgeClock]).toEqual([name, 'function'])
    }
    if (!/'unsigned-id\+bytes'|bytes: true/.test(source(name))) continue
    expect([name, typeof dedupeBytes]).toEqual([name, 'object'])
    hashed.push(name)
  }
  expect(hashed).toContain('github')
  expect(asking).toContain('paypal')
})
