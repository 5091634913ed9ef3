import { z } from 'zod'
import { type Catalog, paramKind } from '../../configuration/catalog.ts'
import { operationalSource } from '../../model/source.ts'
import type { DeclaredConnection, DeclaredDestination, DeclaredSource } from '../../setup/declared.ts'
import { exported } from '../../setup/export.ts'
import type { Standing } from '../../setup/standing.ts'
import type { SecretJson } from '../answers/secret.ts'
import { secretSchema, showSecret } from './secret-schema.ts'

type Held = { readonly secrets: readonly SecretJson[] }

/** What is set up, in the words of a plan; of each secret its id and its end. */
export interface ExportJson {
  readonly sources: readonly (Omit<DeclaredSource, 'secrets'> &
    Held & { readonly connected: boolean; readonly secretParams: readonly string[] })[]
  readonly destinations: readonly (Omit<DeclaredDestination, 'beside'> & Held)[]
  readonly routes: readonly {
    readonly source: string
    readonly destination: string
    readonly filter?: string | null | undefined
  }[]
  readonly connections: readonly Omit<DeclaredConnection, 'token'>[]
}

const held = z.looseObject({ name: z.string(), secrets: z.array(secretSchema).readonly() })

/** What is set up, in the words of a plan. */
export const exportSchema: z.ZodType<ExportJson> = z
  .object({
    sources: z
      .array(
        held.extend({
          secretParams: z.array(z.string()).readonly().meta({
            description: 'Params that are set and kept as secrets are: not shown.',
          }),
          connected: z
            .boolean()
            .meta({ description: 'Belongs to a connection, which gives it its secrets.' }),
        }),
      )
      .readonly(),
    destinations: z.array(held).readonly(),
    routes: z
      .array(
        z.object({ source: z.string(), destination: z.string(), filter: z.string().nullable().optional() }),
      )
      .readonly(),
    connections: z
      .array(
        z.object({
          name: z.string(),
          provider: z.string(),
          api: z.string().optional(),
          settings: z.record(z.string(), z.string()),
        }),
      )
      .readonly(),
  })
  .meta({
    id: 'Setup',
    description: 'What is set up, by the fields of a plan; sources and destinations with their secrets’ ids.',
  }) as unknown as z.ZodType<ExportJson>

/** Shows what stands: without what the gateway makes for itself. */
export function showExport(now: Standing, catalog: Catalog): ExportJson {
  const { sources = [], destinations = [], routes = [], connections = [] } = exported(now)
  const secretsOf = (owner: string | undefined): readonly SecretJson[] =>
    now.secretsOf(owner ?? '').map(showSecret)
  return {
    sources: sources.filter(isOthers).map(({ secrets: _none, params = {}, ...source }) => {
      const id = now.source(source.name)?.id
      const hidden = Object.keys(params).filter((name) => paramKind(catalog, source.scheme, name) !== 'open')
      const open = Object.fromEntries(Object.entries(params).filter(([name]) => !hidden.includes(name)))
      return {
        ...source,
        params: open,
        secretParams: hidden,
        secrets: secretsOf(id),
        connected: now.connectionOf(id ?? '') !== undefined,
      }
    }),
    destinations: destinations.map(({ beside = {}, ...destination }) => ({
      ...destination,
      ...beside,
      secrets: secretsOf(now.destination(destination.name)?.id),
    })),
    routes,
    connections,
  }
}

function isOthers({ name }: { readonly name: string }): boolean {
  return name !== operationalSource
}
