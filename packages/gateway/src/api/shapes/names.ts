import { z } from 'zod'
import { inlineSchemeSchema } from '../../configuration/inline-schema.ts'
import type { SchemeRef } from '../../model/scheme-ref.ts'

/** Names by number, of deleted ones too, so that what they left behind can be named. */
export interface Names {
  get(number: number): string | undefined
}

/** The name of a source, a destination or a token: part of addresses, so no more than is safe there. */
export const nameSchema: z.ZodType<string> = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/, 'must be 1 to 63 letters, digits, - and _, the first no - or _')
  .refine((name) => !/^(src|dst|rte|sec|tok)_/.test(name), 'must not look like an id')

/** The name of a scheme. */
const schemeNameSchema: z.ZodType<string> = z.string().min(1).max(64)

/** A scheme by its name, or written out. */
export const schemeRefSchema: z.ZodType<SchemeRef> = z.union([schemeNameSchema, inlineSchemeSchema]).meta({
  description: 'A scheme of the catalogue, or one of your own; `publish`: for publishing alone.',
})

/** The name of a tenant: what the operator's product calls its customer. */
export const tenantSchema: z.ZodType<string> = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/, 'must be 1 to 128 letters, digits and . _ : @ -')

/** The type of a published event, or what a destination subscribes to. */
export const typeSchema: z.ZodType<string> = z
  .string()
  .min(1)
  .max(256)
  // No pattern: one that tells of surrogates is none to most other languages.
  .refine((text) => !/[\0\p{Surrogate}]/u.test(text), 'must be text without NUL')
