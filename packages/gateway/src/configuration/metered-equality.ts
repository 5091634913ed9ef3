import type { CelList, CelMap, CelValue } from '@bufbuild/cel'
import { charge } from './evaluation.ts'

type Cel = Pick<typeof import('@bufbuild/cel'), 'isCelList' | 'isCelMap'>

/**
 * What compares lists and maps in the place of CEL's own, each pair of elements counted. `[x, x]`, made of itself by one
 * `map` behind another, holds twice as much with each: a hundred of them fit into a filter, and to compare two of those
 * would never end. Its `undefined` leaves a call to CEL's.
 *
 * @param alike - whether two values are equal that are neither lists nor maps
 */
export function equality(
  name: '_==_' | '_!=_' | '@in',
  { isCelList, isCelMap }: Cel,
  alike: (one: CelValue, other: CelValue) => boolean,
): (target: CelValue | undefined, args: readonly CelValue[]) => boolean | undefined {
  const isEqual = (one: CelValue, other: CelValue): boolean => {
    if (one === other) return true
    if (isCelList(one)) return isCelList(other) && sameElements(one, other)
    if (isCelMap(one)) return isCelMap(other) && sameEntries(one, other)
    return alike(one, other)
  }
  const sameElements = (one: CelList, other: CelList): boolean => {
    if (one.size !== other.size) return false
    for (let at = 0; at < one.size; at++) {
      charge(1)
      if (!isEqual(one.get(at) ?? null, other.get(at) ?? null)) return false
    }
    return true
  }
  const sameEntries = (one: CelMap, other: CelMap): boolean => {
    if (one.size !== other.size) return false
    for (const [key, value] of one) {
      charge(1)
      const beside = other.get(key)
      if (beside === undefined || !isEqual(value, beside)) return false
    }
    return true
  }
  const isComposite = (value: CelValue | undefined): boolean => isCelList(value) || isCelMap(value)
  return (target, [one, other, ...more]) => {
    if (target !== undefined || one === undefined || other === undefined || more.length > 0) return undefined
    if (name === '@in') {
      if (!isCelList(other) || !isComposite(one)) return undefined
      for (const element of other) if (isEqual(element, one)) return true
      return false
    }
    if (!isComposite(one) || !isComposite(other)) return undefined
    return isEqual(one, other) === (name === '_==_')
  }
}
