import { z } from 'zod'
import { bounds } from '../../model/bounds.ts'

/** The largest body of a request that may make many things, in bytes. */
export const mostBytesAtOnce: number = 4 * 1024 * 1024
/** The most values of such a body: a hundred of each thing. */
export const mostValuesAtOnce: number = 100 * bounds.madeAtOnce.most

/** Many things in the order in which they were asked for. */
export interface Many<Item> {
  readonly items: Item[]
}

/**
 * The body that makes one thing, or under the name of the list up to a thousand, which all are made or none. Each form
 * has a name of its own, by which generated clients have a type of it: `NewRoute` and `NewRoutes` for `routes`.
 */
export function oneOrMany<One>(list: string, one: z.ZodType<One, unknown>): z.ZodType<One | One[], unknown> {
  const name = `New${list.charAt(0).toUpperCase()}${list.slice(1)}`
  const each = one.meta({ id: name.slice(0, -1) })
  const many = z
    .strictObject({
      [list]: z.array(each).min(bounds.madeAtOnce.least).max(bounds.madeAtOnce.most).meta({
        description: 'Each as if it came alone; all of them are made in one commit, or none.',
      }),
    })
    .transform((body) => body[list] as One[])
    .meta({ id: name })
  return z.union([each, many])
}

/** The answer to a body that made one thing, or many. */
export function oneOrManyAnswer<One>(one: z.ZodType<One>): z.ZodType<One | Many<One>> {
  return z.union([one, z.object({ items: z.array(one).meta({ description: 'In the order of the list.' }) })])
}
