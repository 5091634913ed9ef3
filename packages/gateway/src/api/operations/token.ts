import { z } from 'zod'
import { actions, scopes } from '../../model/permission.ts'
import { permissionOf, type Token } from '../../model/token.ts'
import { made } from '../../setup/made.ts'
import { createToken, deleteToken, makeToken, type TokenInput } from '../../setup/token.ts'
import type { TokenJson } from '../answers/token.ts'
import { pageOf } from '../shapes/list.ts'
import { nameSchema } from '../shapes/names.ts'
import { iso, isoOrNull, momentSchema, timeSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { type Operation, operation } from './operation.ts'
import { refuseMore } from './refuse-more.ts'

const scopeSchema = z.enum(['operator', 'read', 'publish', 'pull', 'listen'])
const actionSchema = z.enum(actions)

const tokenSchema: z.ZodType<TokenJson> = z
  .object({
    id: z.string(),
    name: z.string(),
    scope: scopeSchema.nullable().meta({ description: 'null: its actions were named one by one.' }),
    actions: z.array(actionSchema).readonly().meta({ description: 'What it may do.' }),
    sources: z
      .array(z.string())
      .nullable()
      .meta({ description: 'The ids of the sources that it is limited to; null: all.' }),
    destinations: z
      .array(z.string())
      .nullable()
      .meta({ description: 'The ids of the destinations that it is limited to; null: all.' }),
    createdAt: timeSchema,
    expiresAt: timeSchema.nullable(),
    lastUsedAt: timeSchema.nullable().meta({ description: 'To the minute; null: never.' }),
    token: z.string().optional().meta({ description: 'Its text; in the answer that makes it alone.' }),
  })
  .meta({ id: 'Token' })

const named = z.array(z.string().min(1).max(100)).min(1).max(100)

const tokenInput: z.ZodType<TokenInput, unknown> = z
  .strictObject({
    name: nameSchema,
    scope: scopeSchema.optional().meta({ description: 'A name for a set of actions; this or `actions`.' }),
    actions: z.array(actionSchema).min(1).max(actions.length).optional().meta({
      description: 'What it may do, one by one; this or `scope`.',
    }),
    sources: named.optional().meta({ description: 'Names or ids of sources that it is limited to.' }),
    destinations: named.optional().meta({
      description:
        'Names or ids of destinations that it is limited to; the scope `pull` needs them, of kind `pull`.',
    }),
    expiresAt: momentSchema.nullish(),
  })
  .refine(({ scope, actions: given }) => (scope === undefined) !== (given === undefined), {
    path: ['scope'],
    message: 'give this or actions, one of them',
  })
  .refine(({ scope, destinations }) => scope !== 'pull' || destinations !== undefined, {
    path: ['destinations'],
    message: 'the scope pull needs it',
  })

/** `/tokens`: who may use the API. */
export function tokenOperations(context: ApiContext): readonly Operation[] {
  const tokens = (): Iterable<Token> => context.live.current().configuration.tokens
  return [
    operation({
      method: 'get',
      path: '/tokens',
      id: 'listTokens',
      summary: 'List tokens, never their text',
      action: 'tokens.read',
      status: 200,
      answer: pageOf(tokenSchema),
      codes: [],
      async handle() {
        const uses = await context.tokenUses()
        return { items: [...tokens()].map((token) => showToken(token, uses)), next: null }
      },
    }),
    operation({
      method: 'post',
      path: '/tokens',
      id: 'createToken',
      summary: 'Make a token; its text is shown once, what is kept is its SHA-256',
      action: 'tokens.write',
      body: tokenInput,
      once: true,
      status: 201,
      answer: tokenSchema,
      codes: ['ERR_CONFLICT', 'ERR_NOT_FOUND', 'ERR_DESTINATION_KIND'],
      async handle({ body, identity, act }) {
        const { setup } = context
        refuseMore(identity, body.scope === undefined ? (body.actions ?? []) : scopes[body.scope])
        const text = makeToken(setup.context())
        const { change } = await setup.by(act).run(createToken, { ...body, text })
        return { ...showToken(made(change.tokens), new Map()), token: text }
      },
    }),
    operation({
      method: 'delete',
      path: '/tokens/{token}',
      id: 'deleteToken',
      summary: 'Revoke a token, at once',
      action: 'tokens.write',
      status: 204,
      codes: ['ERR_NOT_FOUND'],
      async handle({ params, act }) {
        await context.setup.by(act).run(deleteToken, { token: params.token ?? '' })
        return undefined
      },
    }),
  ]
}

function showToken(token: Token, uses: ReadonlyMap<string, number>): TokenJson {
  const { id, name, scope = null, sources = null, destinations = null, createdAt, expiresAt } = token
  return {
    ...{ id, name, scope, actions: [...permissionOf(token).actions] },
    sources: sources && [...sources],
    destinations: destinations && [...destinations],
    ...{ createdAt: iso(createdAt), expiresAt: isoOrNull(expiresAt) },
    lastUsedAt: isoOrNull(uses.get(id) ?? null),
  }
}
