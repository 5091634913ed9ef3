import { z } from 'zod'
import type { Configuration } from '../../model/configuration.ts'
import type { Managed } from '../../model/managed.ts'
import type { Seal } from '../../seal/seal.ts'
import { markOf } from '../../setup/mark-of.ts'
import type { ManagedJson } from '../answers/managed.ts'

/** The fields that say whose files declare a thing. */
export const managedFields: {
  readonly managedBy: z.ZodType<string | null>
  readonly drifted: z.ZodType<boolean>
} = {
  managedBy: z.string().nullable().meta({ description: 'Whose declared files set it up; null: nobody’s.' }),
  drifted: z.boolean().meta({ description: 'It was changed another way since its files were last applied.' }),
}

/** Shows whose files declare a thing. */
export function showManaged(
  thing: { readonly id: string; readonly managed?: Managed },
  { secrets, connections }: Pick<Configuration, 'secrets' | 'connections'>,
  seal: Pick<Seal, 'mark'>,
): ManagedJson {
  const { id, managed } = thing
  if (managed === undefined) return { managedBy: null, drifted: false }
  const own = connections.one('source', id) === undefined ? secrets.all('owner', id) : []
  const endless = own.filter(({ expiresAt }) => expiresAt === null)
  const mark = markOf(
    thing,
    endless.map((secret) => secret.id),
    seal,
  )
  return { managedBy: managed.by, drifted: managed.mark !== mark }
}
