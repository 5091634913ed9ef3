import { z } from 'zod'
import type { Bounds } from '../../model/bounds.ts'

/** A whole number within bounds. */
export function whole({ least, most }: Bounds): z.ZodInt {
  return z.int().min(least).max(most)
}

/** The same where it is a text, as in a query. */
export function wholeText({ least, most }: Bounds): z.ZodCoercedNumber {
  return z.coerce.number().int().min(least).max(most)
}
