import { createVerifier, type Scheme } from 'countersign'
import { z } from 'zod'
import { recordOf } from '../../configuration/record-of.ts'
import { longestSecret } from '../../model/bounds.ts'
import { Refusal } from '../../model/refusal.ts'
import type { SchemeRef } from '../../model/scheme-ref.ts'
import { operatorHint } from '../../observe/operator-hint.ts'
import { checkParams } from '../../setup/check-params.ts'
import { refuseTakenScheme, schemeNamed } from '../../setup/scheme-named.ts'
import type { SchemeTrialJson } from '../answers/scheme.ts'
import { schemeRefSchema } from '../shapes/names.ts'
import { momentSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { type Operation, operation } from './operation.ts'
import { diagnosisSchema } from './rejection.ts'

/** A pasted message, with the scheme and the secret to try on it. */
interface Trial {
  readonly scheme: SchemeRef
  readonly secret: string
  readonly params: Record<string, string>
  readonly method: string
  readonly url?: string | undefined
  readonly headers: Record<string, string | string[]>
  readonly body?: string | undefined
  readonly bodyBase64?: string | undefined
  readonly now?: number | undefined
}

/** The body of a message, in base64 a third longer. */
const mostBytes = 1024 * 1024
const mostHeaders = 100
const value = z.string().max(8192)

const trialSchema: z.ZodType<Trial, unknown> = z
  .strictObject({
    scheme: schemeRefSchema,
    secret: z.string().min(1).max(longestSecret),
    params: recordOf(z.string().max(64), z.string().max(1024)).default({}),
    method: z.string().min(1).max(16).default('POST'),
    url: z
      .string()
      .max(8192)
      .regex(/^https?:\/\/[^/?#]/i, 'must be a whole URL')
      .optional()
      .meta({ description: 'The public one, as the provider knows it.' }),
    headers: recordOf(z.string().max(128), z.union([value, z.array(value).max(16)])).refine(
      (headers) => Object.keys(headers).length <= mostHeaders,
      `must be ${mostHeaders} at most`,
    ),
    body: z
      .string()
      .max(mostBytes)
      .refine((text) => Buffer.byteLength(text) <= mostBytes, `must have ${mostBytes} bytes at most`)
      .optional(),
    bodyBase64: z
      .base64()
      .max(Math.ceil(mostBytes / 3) * 4)
      .optional(),
    now: momentSchema.optional().meta({ description: 'When it is judged. Absent: now.' }),
  })
  .refine(({ body, bodyBase64 }) => body === undefined || bodyBase64 === undefined, {
    path: ['bodyBase64'],
    message: 'must not stand beside body',
  })

const triedSchema: z.ZodType<SchemeTrialJson> = z
  .object({
    verdict: z
      .enum(['verified', 'authenticated', 'unsigned', 'published', 'backfilled'])
      .nullable()
      .meta({ description: 'null: refused.' }),
    code: z.string().nullable().meta({ description: 'Why it is refused.' }),
    type: z.string().nullable(),
    id: z.string().nullable(),
    diagnosis: diagnosisSchema.nullable().meta({ description: 'Why it is refused; null: it is not.' }),
  })
  .meta({ id: 'TriedScheme' })

/** `POST /schemes/try`: a message under a scheme, before anything is saved. Nothing of it is kept. */
export function trySchemeOperation(context: Pick<ApiContext, 'live' | 'ingest' | 'now'>): Operation {
  return operation({
    method: 'post',
    path: '/schemes/try',
    id: 'tryScheme',
    summary: 'Try a scheme and a secret on a message; nothing is saved, and the secret is never told',
    action: 'schemes.try',
    body: trialSchema,
    maxBytes: 2 * mostBytes,
    status: 200,
    answer: triedSchema,
    codes: ['ERR_SCHEME_UNKNOWN', 'ERR_TESTS_TOO_MANY'],
    async handle({ body: trial }) {
      const { scheme: ref, secret, params, url, headers } = trial
      refuseTakenScheme(context.live.catalog, ref)
      const scheme = schemeNamed(context.live.catalog, ref)
      refuseFetchedKeys(scheme)
      checkParams(scheme, params)
      createVerifier({ scheme, secrets: secret, params })
      const explained = await context.ingest.explain({
        scheme: ref,
        secrets: [{ id: 'tried', value: secret }],
        params,
        publicUrl: url,
        toleranceSeconds: undefined,
        request: {
          method: trial.method.toUpperCase(),
          url: url?.replace(/^https?:\/\/[^/?#]*/i, '') ?? '',
          headers: joined(headers),
          body: Buffer.from(
            trial.bodyBase64 ?? trial.body ?? '',
            trial.bodyBase64 === undefined ? 'utf8' : 'base64',
          ),
          receivedAt: trial.now ?? context.now(),
        },
      })
      if (explained === null) throw new Refusal('ERR_TESTS_TOO_MANY')
      const { event, code, diagnosis } = explained
      if (event !== null) return { ...event, type: event.type || null, code, diagnosis: null }
      return {
        verdict: null,
        code,
        type: null,
        id: null,
        diagnosis: { ...diagnosis, fix: operatorHint(diagnosis.fix) },
      }
    },
  })
}

/** Nothing is fetched for a message that anybody may have written. */
function refuseFetchedKeys(scheme: Scheme): void {
  if (scheme.proof.keys !== 'resolved') return
  const message = `${scheme.name} fetches the keys that messages name, which nothing is tried with: make a source.`
  throw new Refusal('ERR_INPUT', message, [{ at: '/scheme', message }])
}

/** By lower-case name; one that is given twice keeps all its values, which a strict scheme refuses. */
function joined(given: Trial['headers']): Record<string, string[]> {
  const headers: Record<string, string[]> = Object.create(null)
  for (const [name, values] of Object.entries(given)) {
    const lower = name.toLowerCase()
    headers[lower] = [headers[lower] ?? [], values].flat()
  }
  return headers
}
