import { z } from 'zod'
import { bounds, longestSecret } from '../../model/bounds.ts'
import type { Configuration } from '../../model/configuration.ts'
import { schemeOf } from '../../model/scheme-ref.ts'
import type { SealedSecret } from '../../model/secret.ts'
import type { Source } from '../../model/source.ts'
import { made } from '../../setup/made.ts'
import { addSecret, endSecret, revokeSecret, type SecretOwner, secretFor } from '../../setup/secret.ts'
import { warningsOf } from '../../setup/secret-warnings.ts'
import { standingOf } from '../../setup/standing.ts'
import type { NewSecretJson } from '../answers/secret.ts'
import { pageOf } from '../shapes/list.ts'
import { secretSchema, showSecret, warningsSchema } from '../shapes/secret-schema.ts'
import { momentSchema } from '../shapes/times.ts'
import { whole } from '../shapes/whole.ts'
import type { ApiContext } from './context.ts'
import { findDestination, findSource } from './find.ts'
import { type Operation, operation } from './operation.ts'
import { sendWhatMayGo } from './send-what-may-go.ts'

interface SecretInput {
  readonly value?: string | undefined
  readonly notBefore?: number | null | undefined
  readonly expiresAt?: number | null | undefined
  readonly expireOthersAfterSeconds?: number | undefined
}

const secretInput: z.ZodType<SecretInput, unknown> = z.strictObject({
  value: z.string().min(1).max(longestSecret).optional(),
  notBefore: momentSchema.nullish(),
  expiresAt: momentSchema.nullish(),
  expireOthersAfterSeconds: whole(bounds.overlapSeconds).optional().meta({
    description: 'Rotation: the others end so long after this one begins; until then all are valid.',
  }),
})

const validityInput: z.ZodType<{ expiresAt: number | null }, unknown> = z.strictObject({
  expiresAt: momentSchema.nullable(),
})

const createdSchema: z.ZodType<NewSecretJson> = z
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

function operationsOf(noun: 'source' | 'destination', context: ApiContext): Operation[] {
  const path = `/${noun}s/{${noun}}/secrets`
  const Noun = noun === 'source' ? 'Source' : 'Destination'
  const configuration = (): Configuration => context.live.current().configuration
  const ownerOf = (params: Readonly<Record<string, string>>): SecretOwner => ({
    noun,
    owner: params[noun] ?? '',
  })
  const find = (
    before: Configuration,
    params: Readonly<Record<string, string>>,
  ): Pick<Source, 'id' | 'scheme' | 'inline'> =>
    noun === 'source' ? findSource(before, params.source) : findDestination(before, params.destination)
  const secretsOf = (before: Configuration, owner: string): SealedSecret[] =>
    before.secrets.all('owner', owner)
  return [
    operation({
      method: 'get',
      path,
      id: `list${Noun}Secrets`,
      summary: `List the secrets of a ${noun}: ids and validity, never the text`,
      action: 'secrets.read',
      limited: true,
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
      action: 'secrets.write',
      limited: true,
      body: secretInput,
      once: true,
      status: 201,
      answer: createdSchema,
      codes: ['ERR_NOT_FOUND', 'ERR_SECRET_NEEDED', 'ERR_SECRET_NOT_WANTED', 'ERR_SOURCE_WITHOUT_SECRET'],
      async handle({ params, body, act }) {
        const { setup } = context
        const whose = ownerOf(params)
        const value = body.value ?? secretFor(standingOf(configuration()), whose, setup.context())
        const { notBefore = null, expiresAt = null, expireOthersAfterSeconds } = body
        const done = await setup.by(act).run(addSecret, {
          ...whose,
          ...{ value, notBefore, expiresAt, expireOthersAfterSeconds },
        })
        const sealed = made(done.change.secrets)
        const scheme = schemeOf(find(done.after.configuration, params))
        const shown = {
          ...showSecret(sealed),
          ...(body.value !== undefined && warningsOf(context.live.catalog, scheme, [value])),
        }
        if (noun === 'source') return shown
        await sendWhatMayGo(context, done)
        return { ...shown, value }
      },
    }),
    operation({
      method: 'patch',
      path: `${path}/{secret}`,
      id: `change${Noun}Secret`,
      summary: 'Say when a secret ends',
      action: 'secrets.write',
      limited: true,
      body: validityInput,
      status: 200,
      answer: secretSchema,
      codes: ['ERR_NOT_FOUND'],
      async handle({ params, body, act }) {
        const { change } = await context.setup.by(act).run(endSecret, {
          ...ownerOf(params),
          secret: params.secret ?? '',
          expiresAt: body.expiresAt,
        })
        return showSecret(made(change.secrets))
      },
    }),
    operation({
      method: 'delete',
      path: `${path}/{secret}`,
      id: `delete${Noun}Secret`,
      summary: 'Revoke a secret: once this is answered, nothing is accepted or signed with it any more',
      action: 'secrets.write',
      limited: true,
      status: 204,
      codes: ['ERR_NOT_FOUND', 'ERR_LAST_SECRET'],
      async handle({ params, act }) {
        await context.setup.by(act).run(revokeSecret, { ...ownerOf(params), secret: params.secret ?? '' })
        return undefined
      },
    }),
  ]
}
