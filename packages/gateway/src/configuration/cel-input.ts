import type { CelInput, CelList, CelValue } from '@bufbuild/cel'
import { charge, fail, needDigits } from './evaluation.ts'
import { beyondDeciding, isExact } from './exact-json.ts'

// By these CEL knows its own lists and maps, and takes what carries them as it is.
const listMark: unique symbol = Symbol.for('@bufbuild/cel/list') as never
const mapMark: unique symbol = Symbol.for('@bufbuild/cel/map') as never

/**
 * What CEL may look into, made of JSON or of headers. CEL takes an object with a field `$typeName` for a message
 * of Protocol Buffers, and refuses one without a prototype, or with a field `constructor` of its own: every filter
 * that came to such an object failed, so that one field could decide whether an event was routed, or erased. Here
 * all fields are fields. Nothing is copied, and each look is counted: CEL's own map walks through all its keys where
 * it is asked for a number.
 */
export function celInput(value: unknown): CelInput {
  return looked(value) as CelInput
}

function looked(value: unknown): CelValue {
  switch (typeof value) {
    case 'number':
      if (!isExact(value)) needDigits()
      return value
    case 'string':
      charge(1 + (value.length >> 6))
      return value
    case 'symbol':
      return value === beyondDeciding ? fail('number') : fail('failed')
    case 'object':
      if (value === null) return null
      charge(2)
      return (Array.isArray(value)
        ? new Elements(value)
        : new Fields(value as Record<string, unknown>)) as unknown as CelValue
    default:
      return value as CelValue
  }
}

/** Of what was parsed once the keys are listed once, however often they are asked for. */
const listed = new WeakMap<object, readonly string[]>()

function keysOf(object: object): readonly string[] {
  let keys = listed.get(object)
  if (keys === undefined) {
    keys = Object.keys(object)
    charge(keys.length)
    listed.set(object, keys)
  }
  return keys
}

/** A map over an object's own fields. */
class Fields {
  readonly #object: Readonly<Record<string, unknown>>

  constructor(object: Readonly<Record<string, unknown>>) {
    this.#object = object
  }

  get [mapMark](): true {
    return true
  }

  get size(): number {
    return keysOf(this.#object).length
  }

  get(key: unknown): CelValue | undefined {
    charge(2)
    if (typeof key !== 'string' || !Object.hasOwn(this.#object, key)) return undefined
    return looked(this.#object[key])
  }

  has(key: unknown): boolean {
    charge(2)
    return typeof key === 'string' && Object.hasOwn(this.#object, key) && this.#object[key] !== null
  }

  keys(): MapIterator<string> {
    charge(keysOf(this.#object).length)
    return keysOf(this.#object).values() as MapIterator<string>
  }

  *entries(): MapIterator<[string, CelValue]> {
    for (const key of keysOf(this.#object)) yield [key, looked(this.#object[key])]
  }

  *values(): MapIterator<CelValue> {
    for (const key of keysOf(this.#object)) yield looked(this.#object[key])
  }

  forEach(each: (value: CelValue, key: string, map: never) => void): void {
    for (const [key, value] of this.entries()) each(value, key, this as never)
  }

  [Symbol.iterator](): MapIterator<[string, CelValue]> {
    return this.entries()
  }
}

/** A list over an array's elements. */
class Elements {
  readonly #array: readonly unknown[]

  constructor(array: readonly unknown[]) {
    this.#array = array
  }

  get [listMark](): true {
    return true
  }

  get size(): number {
    return this.#array.length
  }

  get(index: number): CelValue | undefined {
    charge(2)
    const value = this.#array[index]
    return value === undefined ? undefined : looked(value)
  }

  *values(): Generator<CelValue> {
    for (const value of this.#array) {
      charge(2)
      yield looked(value)
    }
  }

  [Symbol.iterator](): Generator<CelValue> {
    return this.values()
  }
}

/**
 * Two lists as one. `map` and `filter` join the list so far with each element; CEL's own lists then lie within each
 * other as deep as they are long, and 3,000 elements took 170 ms to go through. Here what is joined to the end of a
 * list is written behind it, where nobody has done so before; else both are copied.
 */
export function joined(one: CelList, other: CelList): CelList {
  if (one instanceof Grown && one.isLast) return one.grow(other) as unknown as CelList
  charge(one.size + other.size)
  return new Grown([...one], one.size).grow(other) as unknown as CelList
}

class Grown {
  readonly #array: CelValue[]
  readonly size: number

  constructor(array: CelValue[], size: number) {
    this.#array = array
    this.size = size
  }

  get [listMark](): true {
    return true
  }

  /** Whether nothing has been joined to it yet. */
  get isLast(): boolean {
    return this.size === this.#array.length
  }

  grow(other: CelList): Grown {
    charge(other.size)
    for (const value of other) this.#array.push(value)
    return new Grown(this.#array, this.size + other.size)
  }

  get(index: number): CelValue | undefined {
    charge(1)
    return index < this.size ? this.#array[index] : undefined
  }

  *values(): Generator<CelValue> {
    for (let index = 0; index < this.size; index++) {
      charge(1)
      yield this.#array[index] as CelValue
    }
  }

  [Symbol.iterator](): Generator<CelValue> {
    return this.values()
  }
}
