import { z } from 'zod'
import type { Verdict } from '../../model/event.ts'

/** How far an event is to be believed. */
export const verdictSchema: z.ZodType<Verdict> = z
  .enum(['verified', 'authenticated', 'unsigned', 'published', 'backfilled'])
  .meta({ description: 'How far the event is to be believed.' })
