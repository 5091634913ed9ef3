import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Scope, Token } from '../model/token.ts'
import { hashToken } from './authenticate.ts'
import type { ApiContext } from './context.ts'
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
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly token?: string | undefined
}

const scopeSchema = z.enum(['operator', 'read', 'publish'])

const tokenSchema: z.ZodType<TokenJson> = z
  .object({
    id: z.string(),
    name: z.string(),
    scope: scopeSchema,
    createdAt: timeSchema,
    expiresAt: timeSchema.nullable(),
    token: z.string().optional().meta({ description: 'Its text; in the answer that makes it alone.' }),
  })
  .meta({ id: 'Token' })

const tokenInput: z.ZodType<{ name: string; scope: Scope; expiresAt?: number | null | undefined }, unknown> =
  z.strictObject({ name: nameSchema, scope: scopeSchema, expiresAt: momentSchema.nullish() })

/** How many tokens there may be: each request is compared with all of them. */
const maxTokens = 1000

/** `/tokens`: who may use the API. */
export function tokenOperations(context: ApiContext): readonly Operation[] {
  const tokens = (): readonly Token[] => context.live.current().configuration.tokens
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
      codes: ['ERR_CONFLICT'],
      async handle({ body }) {
        const text = `cst_${randomBytes(32).toString('base64url')}`
        const token: Token = {
          id: newId('tok'),
          name: body.name,
          hash: hashToken(text),
          scope: body.scope,
          createdAt: context.now(),
          expiresAt: body.expiresAt ?? null,
        }
        await context.change((before) => {
          if (before.tokens.some(({ name }) => name === body.name)) {
            throw new Problem('ERR_CONFLICT', `The token name "${body.name}" is taken.`)
          }
          if (before.tokens.length >= maxTokens) {
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
          const found = before.tokens.find(({ id, name }) => id === params.token || name === params.token)
          if (found === undefined) throw new Problem('ERR_NOT_FOUND', 'There is no such token.')
          return { remove: [found.id] }
        })
        return undefined
      },
    }),
  ]
}

function showToken({ id, name, scope, createdAt, expiresAt }: Token): TokenJson {
  return { id, name, scope, createdAt: iso(createdAt), expiresAt: isoOrNull(expiresAt) }
}
