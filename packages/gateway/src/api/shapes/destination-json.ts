import { z } from 'zod'
import type { Configuration } from '../../model/configuration.ts'
import { type Destination, pullKind } from '../../model/destination.ts'
import { type KeptHealth, shownHealth } from '../../model/kept-health.ts'
import { schemeOf } from '../../model/scheme-ref.ts'
import type { Seal } from '../../seal/seal.ts'
import { tagOf } from '../../setup/tag-of.ts'
import type { Transports } from '../../transports/transports.ts'
import type { DestinationJson, HealthJson } from '../answers/destination.ts'
import { etagFields } from './etag-json.ts'
import { managedFields, showManaged } from './managed-json.ts'
import { schemeRefSchema } from './names.ts'
import { routeSchema } from './route-json.ts'
import { secretSchema, showSecret, warningsSchema } from './secret-schema.ts'
import { iso, isoOrNull, timeSchema } from './times.ts'

/** A destination as the API shows it. */
export function destinationSchemaOf({ first, others }: Transports): z.ZodType<DestinationJson> {
  return z
    .object({
      id: z.string(),
      name: z.string(),
      kind: z.enum([first.name, pullKind, ...others.map(({ name }) => name)]),
      ...first.shown,
      ...(others.length > 0 && { to: z.record(z.string(), z.unknown()).optional() }),
      address: z
        .string()
        .nullable()
        .meta({ description: 'Where it is, in one line; null where it has none.' }),
      scheme: schemeRefSchema.meta({ description: 'The scheme that signs deliveries.' }),
      tenant: z.string().nullable(),
      types: z.array(z.string()).meta({ description: 'The types that it takes; empty: all.' }),
      unsigned: z.boolean().meta({ description: 'Its deliveries carry no signature.' }),
      headers: z.record(z.string(), z.string()),
      retryScheduleMs: z.array(z.int()),
      timeoutMs: z.int(),
      concurrency: z.int(),
      shards: z.int(),
      ratePerSecond: z.number().nullable(),
      order: z.object({ key: z.string(), whenDead: z.enum(['skip', 'block']) }).nullable(),
      paused: z.enum(['operator', 'health', 'gone']).nullable().meta({
        description:
          'Why its deliveries wait: by hand, because it has failed for days, or because it answered 410.',
      }),
      health: z
        .object({
          state: z.enum(['healthy', 'slowing', 'probing', 'disabled']),
          failures: z.int().meta({ description: 'In a row.' }),
          failingSince: timeSchema.nullable(),
        })
        .meta({
          description: 'As seen by the gateway that sends to it, the same on all; a few seconds old.',
        }),
      secrets: z.array(secretSchema),
      ...managedFields,
      createdAt: timeSchema,
      ...etagFields,
      secret: z.string().optional().meta({ description: 'Shown once, in the answer to its creation.' }),
      routes: z
        .array(routeSchema)
        .readonly()
        .optional()
        .meta({ description: 'Those that were made with it, in the answer to its creation.' }),
      warnings: warningsSchema,
    })
    .meta({ id: 'Destination' }) as unknown as z.ZodType<DestinationJson>
}

/** Shows a destination with the ids of its secrets. */
export function showDestination(
  destination: Destination,
  configuration: Configuration,
  kept: KeptHealth | undefined,
  { transports, seal }: { readonly transports: Transports; readonly seal: Pick<Seal, 'mark'> },
): DestinationJson {
  const { first } = transports
  const { id, name, kind = first.name, headers, paused, createdAt, policy } = destination
  const address = transports.addressOf(destination)
  return {
    id,
    name,
    kind,
    ...first.elsewhere,
    ...(kind === first.name ? (transports.read(destination) as object) : {}),
    ...(kind !== first.name && kind !== pullKind && { to: destination.to }),
    address: address === '' ? null : address,
    scheme: schemeOf(destination),
    tenant: destination.tenant ?? null,
    types: destination.types ?? [],
    unsigned: destination.unsigned ?? false,
    headers,
    ...policy,
    order: policy.order ?? null,
    shards: policy.shards ?? 1,
    paused,
    health: showHealth(destination, kept),
    secrets: configuration.secrets.all('owner', id).map(showSecret),
    ...showManaged(destination, configuration, seal),
    createdAt: iso(createdAt),
    etag: tagOf(destination, seal),
  }
}

function showHealth(destination: Destination, kept: KeptHealth | undefined): HealthJson {
  const { state, failures, failingSince } = shownHealth(kept, destination)
  return { state, failures, failingSince: isoOrNull(failingSince) }
}
