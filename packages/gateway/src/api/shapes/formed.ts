import { z } from 'zod'
import type { Fault } from '../../model/refusal.ts'
import type { Declared } from '../../setup/declared.ts'
import { type Formed, mostFaults } from '../../setup/formed.ts'
import { check, faultsIn } from './check.ts'

const lists: ReadonlySet<string> = new Set<keyof Declared>([
  'sources',
  'destinations',
  'routes',
  'connections',
])

/** A wanted whole, with what is wrong in its form kept beside it: whoever plans tells that together with the rest. */
export function formedSchema(schema: z.ZodType<Declared, unknown>): z.ZodType<Formed, unknown> {
  return z.unknown().transform((given) => formedOf(schema, given))
}

/**
 * A wanted whole as it was given; where more is wrong with it than is told at once, the rest is not looked at. Throws
 * ERR_INPUT where nothing of it can be told apart.
 */
export function formedOf(schema: z.ZodType<Declared, unknown>, given: unknown): Formed {
  const whole = schema.safeParse(given)
  if (whole.success) return { wanted: whole.data, faults: [], places: {}, others: {} }
  const faults = faultsIn(whole.error, 'body', mostFaults + 1)
  if (faults.length > mostFaults) return { wanted: {}, faults, places: {}, others: {} }
  const wanted: Record<string, unknown[]> = {}
  const places: Record<string, number[]> = {}
  const others: Record<string, Set<string> | null> = {}
  for (const list of lists) if (faults.some(({ at }) => at === `/${list}`)) others[list] = null
  for (const [list, items] of listsOf(given, faults)) {
    const wrong = wrongIn(list, faults)
    wanted[list] = items.filter((_item, index) => !wrong.has(index))
    places[list] = items.flatMap((_item, index) => (wrong.has(index) ? [] : [index]))
    others[list] = new Set(items.filter((_item, index) => wrong.has(index)).flatMap(nameOf))
  }
  return { wanted: check(schema, wanted, 'body'), faults, places, others }
}

/** The lists that can be looked into: those that there are, and of which nothing is wrong as a whole. */
function listsOf(
  given: unknown,
  faults: readonly Fault[],
): readonly (readonly [string, readonly unknown[]])[] {
  return Object.entries(given ?? {}).filter(
    ([list, items]) => lists.has(list) && Array.isArray(items) && faults.every(({ at }) => at !== `/${list}`),
  )
}

function wrongIn(list: string, faults: readonly Fault[]): ReadonlySet<number> {
  const parts = faults.map(({ at }) => at.split('/'))
  return new Set(parts.filter(([, name]) => name === list).map(([, , index]) => Number(index)))
}

function nameOf(item: unknown): readonly string[] {
  const name = (item as { readonly name?: unknown } | null)?.name
  return typeof name === 'string' ? [name] : []
}
