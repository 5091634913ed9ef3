import { z } from 'zod'
import type { Configuration } from '../model/configuration.ts'
import { endOthers } from '../model/end-others.ts'
import type { SealedSecret } from '../model/secret.ts'
import { publishScheme } from '../model/source.ts'
import type { ApiContext } from './context.ts'
import { checkSigningSecret, makeSecret } from './create-destination.ts'
import { checkSecrets } from './create-source.ts'
import { findDestination, findSource } from './find.ts'
import { pageOf } from './list.ts'
import { type Operation, operation } from './operation.ts'
import { Problem } from './problem.ts'
import { sealSecret } from './sealed-secret.ts'
import {
  type MadeWithSecret,
  type SecretJson,
  secretSchema,
  showSecret,
  warningsSchema,
} from './secret-schema.ts'
import { warningsOf } from './secret-warnings.ts'
import { sendAllNow } from './send-now.ts'
import { momentSchema } from './times.ts'

interface SecretInput {
  readonly value?: string | undefined
  readonly notBefore?: number | null | undefined
  readonly expiresAt?: number | null | undefined
  readonly expireOthersAfterSeconds?: number | undefined
}

const secretInput: z.ZodType<SecretInput, unknown> = z.strictObject({
  value: z.string().min(1).max(8192).optional(),
  notBefore: momentSchema.nullish(),
  expiresAt: momentSchema.nullish(),
  expireOthersAfterSeconds: z
    .int()
    .min(0)
    .max(366 * 86_400)
    .optional()
    .meta({
      description: 'Rotation: the others end so long after this one begins; until then all are valid.',
    }),
})

const validityInput: z.ZodType<{ expiresAt: number | null }, unknown> = z.strictObject({
  expiresAt: momentSchema.nullable(),
})

const createdSchema: z.ZodType<SecretJson & MadeWithSecret & { value?: string | undefined }> = z
  .object({
    id: z.string(),
    notBefore: z.string().nullable(),
    expiresAt: z.string().nullable(),
    createdAt: z.string(),
    value: z.string().optional().meta({ description: 'A destination’s secret, shown this once.' }),
    warnings: warningsSchema,
  })
  .meta({ id: 'NewSecret' })

/** `/sources/{source}/secrets` and `/destinations/{destination}/secrets`: several live at once, for rotation. */
export function secretOperations(context: ApiContext): readonly Operation[] {
  return [...operationsOf('source', context), ...operationsOf('destination', context)]
}

/** When a rotation ends the others: so long after the new one begins. */
function endOf({ notBefore, createdAt }: SealedSecret, afterSeconds: number): number {
  return Math.max(notBefore ?? createdAt, createdAt) + afterSeconds * 1000
}

function operationsOf(noun: 'source' | 'destination', context: ApiContext): Operation[] {
  const path = `/${noun}s/{${noun}}/secrets`
  const Noun = noun === 'source' ? 'Source' : 'Destination'
  const configuration = (): Configuration => context.live.current().configuration
  const find = (
    before: Configuration,
    params: Readonly<Record<string, string>>,
  ): { id: string; scheme: string; unsigned?: boolean } =>
    noun === 'source' ? findSource(before, params.source) : findDestination(before, params.destination)
  const secretsOf = (before: Configuration, owner: string): SealedSecret[] =>
    before.secrets.all('owner', owner)
  return [
    operation({
      method: 'get',
      path,
      id: `list${Noun}Secrets`,
      summary: `List the secrets of a ${noun}: ids and validity, never the text`,
      scope: 'read',
      status: 200,
      answer: pageOf(secretSchema),
      codes: ['ERR_NOT_FOUND'],
      async handle({ params }) {
        const now = configuration()
        return { items: secretsOf(now, find(now, params).id).map(showSecret), next: null }
      },
    }),
    operation({
      method: 'post',
      path,
      id: `create${Noun}Secret`,
      summary:
        noun === 'source'
          ? 'Add a secret; the others stay valid, so that nothing is refused during a rotation'
          : 'Add a secret, given or made; deliveries are signed with all that are valid',
      scope: 'operator',
      body: secretInput,
      status: 201,
      answer: createdSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_SECRET_NOT_WANTED', 'ERR_SOURCE_WITHOUT_SECRET'],
      async handle({ params, body }) {
        const { id: owner, scheme, unsigned } = find(configuration(), params)
        if (noun === 'source' && (unsigned || scheme === publishScheme)) {
          throw new Problem('ERR_SECRET_NOT_WANTED')
        }
        if (noun === 'source' && body.value === undefined) {
          throw new Problem('ERR_INPUT', '/value: is missing: a source’s secret is the provider’s.')
        }
        const value = body.value ?? makeSecret(scheme)
        const given = { value, notBefore: body.notBefore ?? null, expiresAt: body.expiresAt ?? null }
        if (noun === 'source') checkSecrets(scheme, [given])
        else checkSigningSecret(scheme, value)
        const sealed = sealSecret(context.seal, owner, given, context.now())
        await context.change((before) => {
          find(before, params)
          const after = body.expireOthersAfterSeconds
          const ended = after === undefined ? [] : endOthers(secretsOf(before, owner), endOf(sealed, after))
          // An unsigned destination is signed for from its first secret on.
          const one = before.destinations.get(owner)
          return {
            secrets: [sealed, ...ended],
            destinations: one?.unsigned ? [{ ...one, unsigned: false }] : [],
          }
        })
        const shown = { ...showSecret(sealed), ...(body.value !== undefined && warningsOf(scheme, [value])) }
        if (noun === 'source') return shown
        // What was refused for its signature waits no longer.
        await sendAllNow(context, findDestination(configuration(), owner))
        return { ...shown, value }
      },
    }),
    operation({
      method: 'patch',
      path: `${path}/{secret}`,
      id: `change${Noun}Secret`,
      summary: 'Say when a secret ends',
      scope: 'operator',
      body: validityInput,
      status: 200,
      answer: secretSchema,
      codes: ['ERR_NOT_FOUND'],
      async handle({ params, body }) {
        let changed: SealedSecret | undefined
        await context.change((before) => {
          const old = secretsOf(before, find(before, params).id).find(({ id }) => id === params.secret)
          if (old === undefined) throw new Problem('ERR_NOT_FOUND')
          changed = { ...old, expiresAt: body.expiresAt }
          return { secrets: [changed] }
        })
        if (changed === undefined) throw new Problem('ERR_NOT_FOUND')
        return showSecret(changed)
      },
    }),
    operation({
      method: 'delete',
      path: `${path}/{secret}`,
      id: `delete${Noun}Secret`,
      summary: 'Revoke a secret: once this is answered, nothing is accepted or signed with it any more',
      scope: 'operator',
      status: 204,
      codes: ['ERR_NOT_FOUND', 'ERR_LAST_SECRET'],
      async handle({ params }) {
        await context.change((before) => {
          const all = secretsOf(before, find(before, params).id)
          if (!all.some(({ id }) => id === params.secret)) throw new Problem('ERR_NOT_FOUND')
          // A source without secrets refuses everything, which is what revoking a leaked one must do at once.
          // A destination without one would get deliveries that nobody can check.
          if (noun === 'destination' && all.length === 1) throw new Problem('ERR_LAST_SECRET')
          return { remove: all.flatMap(({ id }) => (id === params.secret ? [id] : [])) }
        })
        return undefined
      },
    }),
  ]
}
