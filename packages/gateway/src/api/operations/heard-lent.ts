import { z } from 'zod'
import type { Live } from '../../configuration/live.ts'
import { type LentJson, lentFields, showLent } from './pull.ts'

/** A delivery with the request as it was received. */
export interface HeardLentJson extends LentJson {
  readonly source: string
  readonly type: string | null
  readonly receivedAt: string
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: readonly (readonly [string, string])[]
  }
}

export const heardLentSchema: z.ZodType<HeardLentJson> = z.object({
  ...lentFields,
  source: z.string(),
  type: z.string().nullable(),
  receivedAt: z.iso.datetime(),
  request: z
    .object({
      method: z.string(),
      url: z
        .string()
        .meta({ description: 'Path and query as they came, without what carries a credential.' }),
      headers: z
        .array(z.tuple([z.string(), z.string()]))
        .readonly()
        .meta({ description: 'In their order, lower-case names, without those that carry a credential.' }),
    })
    .meta({ description: 'The request as it was received.' }),
})

export function showHeardLent(
  one: Parameters<typeof showLent>[0],
  live: Pick<Live, 'current'>,
): HeardLentJson {
  const { event, payload } = one
  const source = live.current().sourceByNumber(event.source)?.source
  // What is published has come to no address of its source.
  const url = event.verdict === 'published' ? `/in/${source?.path}` : payload.url
  return {
    ...showLent(one),
    source: source?.name ?? '',
    type: event.type,
    receivedAt: new Date(event.receivedAt).toISOString(),
    request: { method: payload.method, url, headers: payload.headers },
  }
}
