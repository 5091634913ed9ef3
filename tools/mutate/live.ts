type Call = (...args: readonly unknown[]) => unknown

/** An object, list or function that is always what `now` answers; its names are those of the first. */
export function live<Value extends object>(first: Value, now: () => object): Value {
  if (typeof first === 'function') return ((...args) => (now() as Call)(...args)) as Call as Value
  // A copy, since what a frozen object says of itself could not be another later.
  const copy: object = Array.isArray(first) ? [...first] : { ...first }
  return new Proxy(copy, { get: (_, name) => Reflect.get(now(), name) }) as Value
}
