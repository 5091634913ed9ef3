import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Configuration } from '../model/configuration.ts'
import type { Scope, Token } from '../model/token.ts'
import { hashToken } from './authenticate.ts'
import type { ApiContext } from './context.ts'
import { findDestination } from './find.ts'
import { pageOf } from './list.ts'
import { nameSchema } from './names.ts'
import { newId } from './new-id.ts'
import { type Operation, operation } from './operation.ts'
import { Problem } from './problem.ts'
import { iso, isoOrNull, momentSchema, timeSchema } from './times.ts'

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

interface TokenInput {
  readonly name: string
  readonly scope: Scope
  readonly destinations?: string[] | undefined
  readonly expiresAt?: number | null | undefined
}

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

/** How many tokens there may be: each request is compared with all of them. */
const maxTokens = 1000

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
        const text = `cst_${randomBytes(32).toString('base64url')}`
        const token: Token = {
          id: newId('tok'),
          name: body.name,
          hash: hashToken(text),
          scope: body.scope,
          ...(body.destinations && {
            destinations: pullableIds(context.live.current().configuration, body.destinations),
          }),
          createdAt: context.now(),
          expiresAt: body.expiresAt ?? null,
        }
        await context.change((before) => {
          if ([...before.tokens].some(({ name }) => name === body.name)) {
            throw new Problem('ERR_CONFLICT', `The token name "${body.name}" is taken.`)
          }
          if (before.tokens.size >= maxTokens) {
            throw new Problem('ERR_INPUT', `There are ${maxTokens} tokens; delete some first.`)
          }
          return { tokens: [token] }
        })
        return { ...showToken(token), token: text }
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
        await context.change((before) => {
          const found = [...before.tokens].find(
            ({ id, name }) => id === params.token || name === params.token,
          )
          if (found === undefined) throw new Problem('ERR_NOT_FOUND', 'There is no such token.')
          return { remove: [found.id] }
        })
        return undefined
      },
    }),
  ]
}

/** Ids, so that a destination that is made later under the same name is another. */
function pullableIds(configuration: Configuration, named: readonly string[]): string[] {
  const found = named.map((one) => findDestination(configuration, one))
  if (found.some(({ kind }) => kind !== 'pull')) throw new Problem('ERR_DESTINATION_KIND')
  return [...new Set(found.map(({ id }) => id))]
}

function showToken({ id, name, scope, destinations, createdAt, expiresAt }: Token): TokenJson {
  return {
    ...{ id, name, scope, destinations: destinations ?? null },
    ...{ createdAt: iso(createdAt), expiresAt: isoOrNull(expiresAt) },
  }
}
