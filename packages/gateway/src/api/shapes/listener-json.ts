import { z } from 'zod'
import type { Configuration } from '../../model/configuration.ts'
import { type Destination, pullKind } from '../../model/destination.ts'
import type { Source } from '../../model/source.ts'
import type { ListenerJson } from '../answers/listener.ts'
import { iso, isoOrNull, timeSchema } from './times.ts'

/** What whoever listens is told each time that he is heard from. */
export interface HeardJson extends ListenerJson {
  readonly claimUntil: string | null
  readonly others: readonly ListenerJson[]
}

/** What a new listener, or one that goes on, is told. */
export interface OpenedJson extends HeardJson {
  readonly state: 'new' | 'resumed' | 'taken'
  readonly secret: string | null
  readonly claimSeconds: number | null
}

const fields = {
  name: z.string(),
  destination: z.string().meta({ description: 'The id of its destination, of kind `pull`.' }),
  host: z.string().meta({ description: 'Whose it is, as he said.' }),
  sources: z.array(z.object({ name: z.string(), scheme: z.string(), path: z.string() })),
  claim: z.boolean().meta({ description: 'Whether its sources’ deliveries are its alone.' }),
  createdAt: timeSchema,
  seenAt: timeSchema.nullable().meta({ description: 'As far as this gateway has heard; null: not yet.' }),
}

/** A listener as the API shows it. */
export const listenerSchema: z.ZodType<ListenerJson> = z.object(fields).meta({ id: 'Listener' })

/** What whoever listens is told each time that he is heard from. */
export const heardFields: { readonly [Field in keyof HeardJson]: z.ZodType<HeardJson[Field]> } = {
  ...fields,
  claimUntil: timeSchema.nullable().meta({ description: 'When the claim ends, unless he is heard from.' }),
  others: z.array(listenerSchema).meta({
    description: 'Who else listens to any of the same sources, or claims it; with those of his sources.',
  }),
}

/** What a new listener, or one that goes on, is told. */
export const openedSchema: z.ZodType<OpenedJson> = z.object({
  ...heardFields,
  state: z.enum(['new', 'resumed', 'taken']).meta({
    description: 'taken: another process held it, and was heard from within the last minute.',
  }),
  secret: z.string().nullable().meta({
    description: 'Verifies its deliveries; in the answer that makes it alone, where none was given.',
  }),
  claimSeconds: z.int().nullable(),
})

/** Shows a destination that is a listener's. */
export function showListener(
  { id, name, listening, createdAt }: Destination,
  configuration: Configuration,
  seenAt: number | undefined,
  /** Of its sources those alone. Default: all. */
  among?: ReadonlySet<string>,
): ListenerJson {
  return {
    ...{ name, destination: id, host: listening?.host ?? '' },
    sources: sourcesOf(id, configuration)
      .filter((source) => among?.has(source.id) !== false)
      .map(({ name, scheme, path }) => ({ name, scheme, path })),
    claim: (listening?.claimUntil ?? null) !== null,
    createdAt: iso(createdAt),
    seenAt: isoOrNull(seenAt ?? null),
  }
}

/** Shows it with who else listens there. */
export function showHeard(
  destination: Destination,
  configuration: Configuration,
  seen: ReadonlyMap<string, number>,
): HeardJson {
  const { id, listening } = destination
  const own = new Set(sourcesOf(id, configuration).map((source) => source.id))
  const others = listenersOf(configuration).filter(
    (other) => other.id !== id && sourcesOf(other.id, configuration).some((source) => own.has(source.id)),
  )
  return {
    ...showListener(destination, configuration, seen.get(id)),
    claimUntil: isoOrNull(listening?.claimUntil ?? null),
    others: others.map((other) => showListener(other, configuration, seen.get(other.id), own)),
  }
}

/** The destinations that are listeners'. */
export function listenersOf({ destinations }: Configuration): Destination[] {
  return destinations.all('kind', pullKind).filter(({ listening }) => listening !== undefined)
}

/** The sources that a listener listens to, the oldest first. */
export function sourcesOf(destination: string, { routes, sources }: Configuration): Source[] {
  const ids = new Set(routes.all('destination', destination).map(({ source }) => source))
  return [...ids].flatMap((id) => sources.get(id) ?? []).toSorted((one, other) => one.number - other.number)
}
