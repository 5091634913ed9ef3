import { z } from 'zod'

/** Which base the webhook belongs to. */
export interface SeaTableSettings {
  /** The id of the workspace, digits. */
  readonly workspace: string
  /** The base's name, which is part of the address of its API. */
  readonly base: string
}

export const seaTableSettingsSchema: z.ZodType<SeaTableSettings> = z.strictObject({
  workspace: z
    .union([z.string(), z.number().transform(String)], { error: 'is missing: the number of the workspace' })
    .pipe(
      z.string().regex(/^\d{1,12}$/, 'must be the number of the workspace, as in the address of its page'),
    ),
  base: z.string({ error: 'is missing: the name of the base' }).min(1).max(255),
})
