import type { z } from 'zod'
import { ProviderError } from './provider-error.ts'

/** Takes an answer's JSON for what it should be; another form is the provider's failure, not a crash here. */
export function shaped<T>(schema: z.ZodType<T>, json: unknown, provider: string, doing: string): T {
  const parsed = schema.safeParse(json)
  if (parsed.success) return parsed.data
  const place = parsed.error.issues[0]?.path.join('.')
  throw new ProviderError(
    'ERR_PROVIDER_ANSWER',
    `${provider} answered in an unexpected form when asked to ${doing}${place ? ` (at "${place}")` : ''}. Check the address of the API.`,
    { ambiguous: true },
  )
}
