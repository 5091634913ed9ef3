import { z } from 'zod'

/** ISO 8601 in UTC with milliseconds. */
export function iso(ms: number): string {
  return new Date(ms).toISOString()
}

/** As `iso`, where there may be none. */
export function isoOrNull(ms: number | null): string | null {
  return ms === null ? null : iso(ms)
}

/** A time in an answer. */
export const timeSchema: z.ZodType<string> = z.string().meta({ format: 'date-time' })

/** A time in a request, ISO 8601 with an offset; read into milliseconds since 1970. */
export const momentSchema: z.ZodType<number, string> = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-01-31T12:00:00Z' })
  .transform((text) => Date.parse(text))
