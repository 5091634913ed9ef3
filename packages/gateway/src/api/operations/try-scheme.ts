import { createVerifier } from 'countersign'
import { z } from 'zod'
import type { Diagnosis } from '../../model/rejection.ts'
import type { SchemeRef } from '../../model/scheme-ref.ts'
import { operatorHint } from '../../observe/operator-hint.ts'
import { refuseTakenScheme, schemeNamed } from '../../setup/scheme-named.ts'
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

interface TriedJson {
  readonly verdict: 'verified' | 'authenticated' | null
  readonly code: string | null
  readonly type: string | null
  readonly id: string | null
  readonly diagnosis: Diagnosis | null
}

/** The body of a message, in base64 a third longer. */
const mostBytes = 1024 * 1024
const mostHeaders = 100
const value = z.string().max(8192)

const trialSchema: z.ZodType<Trial, unknown> = z
  .strictObject({
    scheme: schemeRefSchema,
    secret: z.string().min(1).max(8192),
    params: z.record(z.string().max(64), z.string().max(1024)).default({}),
    method: z.string().min(1).max(16).default('POST'),
    url: z.string().max(8192).optional().meta({ description: 'As the provider knows it.' }),
    headers: z
      .record(z.string().max(128), z.union([value, z.array(value).max(16)]))
      .refine((headers) => Object.keys(headers).length <= mostHeaders, `must be ${mostHeaders} at most`),
    body: z.string().max(mostBytes).optional(),
    bodyBase64: z
      .base64()
      .max((mostBytes * 4) / 3 + 4)
      .optional(),
    now: momentSchema.optional().meta({ description: 'When it is judged. Absent: now.' }),
  })
  .refine(({ body, bodyBase64 }) => body === undefined || bodyBase64 === undefined, {
    path: ['bodyBase64'],
    message: 'must not stand beside body',
  })

const triedSchema: z.ZodType<TriedJson> = z
  .object({
    verdict: z.enum(['verified', 'authenticated']).nullable().meta({ description: 'null: refused.' }),
    code: z.string().nullable().meta({ description: 'Why it is refused.' }),
    type: z.string().nullable(),
    id: z.string().nullable(),
    diagnosis: diagnosisSchema.nullable().meta({ description: 'null: too many are asked for at once.' }),
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
    codes: ['ERR_SCHEME_UNKNOWN'],
    async handle({ body: trial }) {
      const { scheme: ref, secret, params, url } = trial
      refuseTakenScheme(context.live.catalog, ref)
      const scheme = schemeNamed(context.live.catalog, ref)
      const now = trial.now ?? context.now()
      const body =
        trial.bodyBase64 === undefined
          ? Buffer.from(trial.body ?? '')
          : Buffer.from(trial.bodyBase64, 'base64')
      const headers = Object.fromEntries(
        Object.entries(trial.headers).map(([name, text]) => [name.toLowerCase(), text]),
      )
      const input = { method: trial.method.toUpperCase(), headers, body, ...(url !== undefined && { url }) }
      const verifier = createVerifier({ scheme, secrets: secret, params })
      const result = await verifier.safeVerify(input, { now: new Date(now) })
      const found = await context.ingest.explain({
        ...{
          scheme: ref,
          secrets: [{ id: 'tried', value: secret }],
          params,
          publicUrl: undefined,
          toleranceSeconds: undefined,
        },
        request: { ...input, url: url ?? '', receivedAt: now },
      })
      const diagnosis = found && { ...found, fix: operatorHint(found.fix) }
      if (!result.ok) return { verdict: null, code: result.error.code, type: null, id: null, diagnosis }
      const { type, id } = result.event
      const verdict = scheme.proof.covers === 'body' ? ('verified' as const) : ('authenticated' as const)
      return { verdict, code: null, type: type || null, id: id ?? null, diagnosis }
    },
  })
}
