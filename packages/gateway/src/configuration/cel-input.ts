import type { CelInput } from '@bufbuild/cel'

/**
 * What CEL may look into, made of JSON or of headers. CEL takes an object with a field `$typeName` for a message
 * of Protocol Buffers, and refuses one without a prototype, or with a field `constructor` of its own: every filter
 * that came to such an object failed, so that one field could decide whether an event was routed, or erased. Here
 * all fields are fields. Nothing is copied: a filter costs half of what it does with CEL's own copies.
 */
export function celInput(value: unknown): CelInput {
  if (typeof value !== 'object' || value === null) return value as CelInput
  return Array.isArray(value)
    ? new Proxy(value as CelInput[], elements)
    : new Fields(value as Record<string, unknown>)
}

const elements: ProxyHandler<CelInput[]> = {
  get: (list, key) => {
    const value: unknown = Reflect.get(list, key)
    return typeof value === 'object' ? celInput(value) : value
  },
}

/** A map over an object's own fields. */
class Fields extends Map<string, CelInput> {
  readonly #object: Readonly<Record<string, unknown>>

  constructor(object: Readonly<Record<string, unknown>>) {
    super()
    this.#object = object
  }

  override get size(): number {
    return Object.keys(this.#object).length
  }

  override get(key: string): CelInput | undefined {
    return this.has(key) ? celInput(this.#object[key]) : undefined
  }

  override has(key: string): boolean {
    return typeof key === 'string' && Object.hasOwn(this.#object, key)
  }

  override keys(): MapIterator<string> {
    return Object.keys(this.#object).values()
  }

  override *entries(): MapIterator<[string, CelInput]> {
    for (const key of Object.keys(this.#object)) yield [key, celInput(this.#object[key])]
  }

  override *values(): MapIterator<CelInput> {
    for (const key of Object.keys(this.#object)) yield celInput(this.#object[key])
  }

  override forEach(each: (value: CelInput, key: string, map: Map<string, CelInput>) => void): void {
    for (const [key, value] of this.entries()) each(value, key, this)
  }

  override [Symbol.iterator](): MapIterator<[string, CelInput]> {
    return this.entries()
  }
}
