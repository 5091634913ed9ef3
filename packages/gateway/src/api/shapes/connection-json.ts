import { z } from 'zod'
import type { WatchState } from '../../connect/watch-state.ts'
import type { Configuration } from '../../model/configuration.ts'
import type { Connection } from '../../model/connection.ts'
import type { ConnectionJson, GapJson } from '../answers/connection.ts'
import { iso, timeSchema } from './times.ts'

const gapSchema: z.ZodType<GapJson> = z
  .object({
    from: timeSchema,
    to: timeSchema,
    found: z.int().meta({ description: 'What the provider still knew of.' }),
    added: z.int().meta({ description: 'Of these, not come before, and let in as `backfilled`.' }),
    beyondReach: z
      .array(z.string())
      .readonly()
      .meta({ description: 'What nobody could fetch, a sentence each; empty where nothing can be missing.' }),
  })
  .meta({ id: 'ConnectionGap' })

const fields = {
  id: z.string(),
  name: z.string().meta({ description: 'The name of its source.' }),
  provider: z.string(),
  api: z.string(),
  settings: z.record(z.string(), z.string()),
  url: z.string().meta({ description: 'Where the provider sends to.' }),
  address: z.string().nullable().meta({
    description: 'Where that is beside the gateway’s public address; null: it is there.',
  }),
  webhook: z.string().nullable().meta({ description: 'The provider’s id of the webhook.' }),
  state: z.string().meta({ description: 'connecting, connected or disconnecting.' }),
  status: z.string().meta({
    description: 'What the last look saw: active, inactive, unknown, moved, deleted, refused or unreachable.',
  }),
  problem: z.string().nullable().meta({ description: 'What is wrong, and what to do about it.' }),
  checkedAt: timeSchema.nullable(),
  goodAt: timeSchema.nullable().meta({ description: 'When the webhook was last seen to be right.' }),
  lastGap: gapSchema.nullable().meta({
    description: 'The last time in which notifications may have been lost, once it was fetched or given up.',
  }),
  createdAt: timeSchema,
}

export const connectionSchema: z.ZodType<ConnectionJson> = z.object(fields).meta({ id: 'Connection' })

/** What is answered once, when it is made. */
export interface MadeConnectionJson extends ConnectionJson {
  readonly warnings: readonly string[]
  readonly destinationSecret: string | null
}

export const madeConnectionSchema: z.ZodType<MadeConnectionJson> = z
  .object({
    ...fields,
    warnings: z.array(z.string()).readonly(),
    destinationSecret: z
      .string()
      .nullable()
      .meta({ description: 'Of the destination that was made; shown once.' }),
  })
  .meta({ id: 'MadeConnection' })

export function showConnection(
  connection: Connection,
  { sources }: Configuration,
  seen: WatchState | undefined,
  publicUrl: string,
): ConnectionJson {
  const source = sources.get(connection.source)
  const { id, provider, api, settings, webhook, state, createdAt } = connection
  return {
    ...{ id, name: source?.name ?? '', provider, api, settings },
    url: `${connection.address ?? publicUrl}/in/${source?.path ?? ''}`,
    address: connection.address ?? null,
    ...{ webhook, state },
    status: seen?.status ?? 'unknown',
    problem: seen?.problem ?? null,
    checkedAt: seen === undefined ? null : iso(seen.checkedAt),
    goodAt: seen === undefined || seen.goodAt === null ? null : iso(seen.goodAt),
    lastGap: showGap(seen?.lastGap ?? null),
    createdAt: iso(createdAt),
  }
}

function showGap(gap: WatchState['lastGap']): GapJson | null {
  return gap === null ? null : { ...gap, from: iso(gap.from), to: iso(gap.to) }
}
