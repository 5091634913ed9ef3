import { hmac, keyedHash, type Proof, publicKey } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { expect, test } from 'vitest'

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
      const again = pair === undefined ? keyed && keyedBuilder(keyed) : publicKey(pair)
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
