import { z } from 'zod'
import { longestFilter } from '../../configuration/filter.ts'
import { recordOf } from '../../configuration/record-of.ts'
import { type ConnectionInput, checkedApi, checkedSettings } from '../../connect/prepare.ts'
import { providers, tokenSchema } from '../../connect/providers.ts'
import { Refusal } from '../../model/refusal.ts'
import type { DeclaredConnection } from '../../setup/declared.ts'
import { nameSchema } from './names.ts'

const settingsSchema = recordOf(z.string().max(64), z.unknown()).meta({
  description: 'Webex: resource, event, filter, ownedBy. SeaTable: workspace, base.',
})

const addressSchema = z
  .string()
  .max(2000)
  .meta({ description: 'Where the provider sends to. Default: the gateway’s public address.' })

/** Where the provider of a connection sends to from now on. */
export const moveInputSchema: z.ZodType<
  { readonly address: string | null; readonly assumeReachable: boolean },
  unknown
> = z.strictObject({
  address: addressSchema.nullable().meta({ description: 'null: to the gateway’s public address.' }),
  assumeReachable: z.boolean().default(false),
})

/** A connection of a wanted whole, its settings and address as they are kept. */
export const declaredConnection: z.ZodType<DeclaredConnection, unknown> = z
  .strictObject({
    name: nameSchema.meta({ description: 'Of the source, which is made with it.' }),
    provider: z.enum(Object.keys(providers)),
    api: z.string().max(2000).optional().meta({ description: 'The base of the provider’s API.' }),
    settings: settingsSchema,
    token: tokenSchema.optional().meta({ description: 'The provider’s; one that is made needs it.' }),
  })
  .transform((given, context): DeclaredConnection => {
    try {
      const settings = checkedSettings(given)
      return { ...given, settings, ...(given.api !== undefined && { api: checkedApi(given.api) }) }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      for (const { at, message } of error.faults ?? [{ at: '/api', message: error.message }])
        context.issues.push({ code: 'custom', message, input: given, path: at.split('/').slice(1) })
      return z.NEVER
    }
  })

/** The body that makes a connection, and whether the public URL is believed. */
export const connectionInputSchema: z.ZodType<
  ConnectionInput & { readonly assumeReachable: boolean },
  unknown
> = z
  .strictObject({
    provider: z.enum(Object.keys(providers)),
    token: tokenSchema.meta({ description: 'The provider’s token. Kept sealed, shown to nobody.' }),
    api: z.string().max(2000).optional().meta({
      description:
        'The base of the provider’s API, such as a self-hosted SeaTable’s address. Needs an operator’s token.',
    }),
    settings: settingsSchema,
    address: addressSchema.optional(),
    name: nameSchema.meta({ description: 'The name of the source that is made for it.' }),
    forward: z.string().max(2000).optional().meta({ description: 'Makes a destination of this address.' }),
    destination: z.string().max(100).optional().meta({ description: 'A destination that there is already.' }),
    filter: z
      .string()
      .min(1)
      .max(longestFilter)
      .optional()
      .meta({ description: 'Of the route: a CEL expression.' }),
    assumeReachable: z
      .boolean()
      .default(false)
      .meta({ description: 'Does not ask the public URL whether it leads here.' }),
  })
  .refine(({ forward, destination }) => forward === undefined || destination === undefined, {
    path: ['destination'],
    error: 'is given beside forward; one of the two',
  })
  .refine(
    ({ filter, forward, destination }) => filter === undefined || (forward ?? destination) !== undefined,
    {
      path: ['filter'],
      error: 'belongs to a route: give forward or destination too',
    },
  )
