import { z } from 'zod'

/** What a webhook at Webex is for. */
export interface WebexSettings {
  readonly resource: string
  readonly event: string
  readonly filter?: string | undefined
  /** `org`: for the whole organization, with an admin's token. */
  readonly ownedBy?: 'creator' | 'org' | undefined
}

const word = z
  .string({ error: 'is missing: Webex must be told a resource and an event, such as messages and created' })
  .regex(/^[A-Za-z_]{1,64}$/, 'must be a name as in Webex’s documentation, such as messages')

export const webexSettingsSchema: z.ZodType<WebexSettings> = z.strictObject({
  resource: word,
  event: word,
  filter: z.string().min(1).max(1024).optional(),
  ownedBy: z.enum(['creator', 'org']).optional(),
})
