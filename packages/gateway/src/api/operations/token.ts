import { z } from 'zod'
import type { Scope, Token } from '../../model/token.ts'
import { made } from '../../setup/made.ts'
import { createToken, deleteToken, makeToken, type TokenInput } from '../../setup/token.ts'
import { pageOf } from '../shapes/list.ts'
import { nameSchema } from '../shapes/names.ts'
import { iso, isoOrNull, momentSchema, timeSchema } from '../shapes/times.ts'
import type { ApiContext } from './context.ts'
import { type Operation, operation } from './operation.ts'

interface TokenJson {
  readonly id: string
  readonly name: string
  readonly scope: Scope
  readonly destinations: readonly string[] | null
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly token?: string | undefined
}

const scopeSchema = z.enum(['operator', 'read', 'publish', 'pull'])

const tokenSchema: z.ZodType<TokenJson> = z
  .object({
    id: z.string(),
    name: z.string(),
    scope: scopeSchema,
    destinations: z
      .array(z.string())
      .nullable()
      .meta({ description: 'For `pull`: the ids of the destinations that it may pull from.' }),
    createdAt: timeSchema,
    expiresAt: timeSchema.nullable(),
    token: z.string().optional().meta({ description: 'Its text; in the answer that makes it alone.' }),
  })
  .meta({ id: 'Token' })

const tokenInput: z.ZodType<TokenInput, unknown> = z
  .strictObject({
    name: nameSchema,
    scope: scopeSchema,
    destinations: z.array(z.string().min(1).max(100)).min(1).max(100).optional().meta({
      description: 'Names or ids of destinations of kind `pull`; for the scope `pull`, and needed there.',
    }),
    expiresAt: momentSchema.nullish(),
  })
  .refine(({ scope, destinations }) => (scope === 'pull') === (destinations !== undefined), {
    path: ['destinations'],
    message: 'goes with the scope pull, which needs it',
  })

/** `/tokens`: who may use the API. */
export function tokenOperations(context: ApiContext): readonly Operation[] {
  const tokens = (): Token[] => [...context.live.current().configuration.tokens]
  return [
    operation({
      method: 'get',
      path: '/tokens',
      id: 'listTokens',
      summary: 'List tokens, never their text',
      scope: 'operator',
      status: 200,
      answer: pageOf(tokenSchema),
      codes: [],
      handle: async () => ({ items: tokens().map(showToken), next: null }),
    }),
    operation({
      method: 'post',
      path: '/tokens',
      id: 'createToken',
      summary: 'Make a token; its text is shown once, what is kept is its SHA-256',
      scope: 'operator',
      body: tokenInput,
      status: 201,
      answer: tokenSchema,
      codes: ['ERR_CONFLICT', 'ERR_NOT_FOUND', 'ERR_DESTINATION_KIND'],
      async handle({ body }) {
        const { setup } = context
        const text = makeToken(setup.context())
        const { change } = await setup.run(createToken, { ...body, text })
        return { ...showToken(made(change.tokens)), token: text }
      },
    }),
    operation({
      method: 'delete',
      path: '/tokens/{token}',
      id: 'deleteToken',
      summary: 'Revoke a token, at once',
      scope: 'operator',
      status: 204,
      codes: ['ERR_NOT_FOUND'],
      async handle({ params }) {
        await context.setup.run(deleteToken, { token: params.token ?? '' })
        return undefined
      },
    }),
  ]
}

function showToken({ id, name, scope, destinations, createdAt, expiresAt }: Token): TokenJson {
  return {
    ...{ id, name, scope, destinations: destinations ?? null },
    ...{ createdAt: iso(createdAt), expiresAt: isoOrNull(expiresAt) },
  }
}
