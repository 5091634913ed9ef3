import { z } from 'zod'
import { bounds } from '../../model/bounds.ts'

/** The largest body of a request that may make many things, in bytes. */
export const mostBytesAtOnce: number = 4 * 1024 * 1024

/** Many things in the order in which they were asked for. */
export interface Many<Item> {
  readonly items: Item[]
}

/** The body that makes one thing, or under the name of the list up to a thousand, which all are made or none. */
export function oneOrMany<One>(list: string, one: z.ZodType<One, unknown>): z.ZodType<One | One[], unknown> {
  const many = z
    .strictObject({
      [list]: z.array(one).min(bounds.madeAtOnce.least).max(bounds.madeAtOnce.most).meta({
        description: 'Each as if it came alone; all of them are made in one commit, or none.',
      }),
    })
    .transform((body) => body[list] as One[])
  return z.union([one, many])
}

/** The answer to a body that made one thing, or many. */
export function oneOrManyAnswer<One>(one: z.ZodType<One>): z.ZodType<One | Many<One>> {
  return z.union([one, z.object({ items: z.array(one).meta({ description: 'In the order of the list.' }) })])
}
