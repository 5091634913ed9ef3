/** Whether a destination takes events of a type. */
export type Subscription = (type: string) => boolean

/**
 * Compiles the types that a destination subscribes to: exact names (`order.paid`), or a beginning and `.*`
 * (`order.*` is `order.paid` and `order.item.added`, not `order`). Null for an empty list, which takes all.
 */
export function compileSubscription(types: readonly string[]): Subscription | null {
  if (types.length === 0) return null
  const exact = new Set(types.filter((type) => !type.endsWith('.*')))
  const beginnings = types.filter((type) => type.endsWith('.*')).map((type) => type.slice(0, -1))
  return (type) => exact.has(type) || beginnings.some((beginning) => type.startsWith(beginning))
}
