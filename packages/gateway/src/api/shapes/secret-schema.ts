import { z } from 'zod'
import { longestSecret } from '../../model/bounds.ts'
import type { SealedSecret } from '../../model/secret.ts'
import type { DeclaredSecret } from '../../setup/declared.ts'
import type { GivenSecret } from '../../setup/seal-secret.ts'
import type { SecretJson } from '../answers/secret.ts'
import { iso, isoOrNull, momentSchema, timeSchema } from './times.ts'

const value = z
  .string()
  .min(1, 'must not be empty')
  .max(longestSecret)
  .meta({ description: 'As the provider shows it.' })

/** A secret in a request: its text, or its text with a time in which it is valid. */
export const givenSecretSchema: z.ZodType<GivenSecret, unknown> = z.union([
  value.transform((text) => ({ value: text, notBefore: null, expiresAt: null })),
  z
    .strictObject({ value, notBefore: momentSchema.nullish(), expiresAt: momentSchema.nullish() })
    .transform((given) => ({
      value: given.value,
      notBefore: given.notBefore ?? null,
      expiresAt: given.expiresAt ?? null,
    })),
])

/** A wanted secret: where nothing is said of its validity, that is left as it is. */
export const declaredSecretSchema: z.ZodType<DeclaredSecret, unknown> = z.union([
  value.transform((text) => ({ value: text })),
  z.strictObject({
    value,
    notBefore: momentSchema.nullable().optional(),
    expiresAt: momentSchema.nullable().optional(),
  }),
])

/** What is shown of a secret. */
export const secretSchema: z.ZodType<SecretJson> = z
  .object({
    id: z.string(),
    notBefore: timeSchema.nullable(),
    expiresAt: timeSchema.nullable(),
    createdAt: timeSchema,
  })
  .meta({ id: 'Secret', description: 'A secret’s id and validity; its text is shown once, when it is made.' })

/** Shows a secret. */
export function showSecret(secret: SealedSecret): SecretJson {
  return {
    id: secret.id,
    notBefore: isoOrNull(secret.notBefore),
    expiresAt: isoOrNull(secret.expiresAt),
    createdAt: iso(secret.createdAt),
  }
}

/** Where a thing is made, and of a source whenever it is shown. */
export const warningsSchema: z.ZodOptional<z.ZodReadonly<z.ZodArray<z.ZodString>>> = z
  .array(z.string())
  .readonly()
  .optional()
  .meta({
    description:
      'What is doubtful about a secret that was given, which was taken all the same; or about a source of before that lacks what its scheme asks for now.',
  })
