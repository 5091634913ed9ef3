import type { FastifyRequest } from 'fastify'
import type { Account } from './model.ts'
import { WebexProblem } from './problem.ts'
import type { World } from './world.ts'

/** Whose call it is. 401 without a token that is known, 403 where it lacks the scope. */
export function account(request: FastifyRequest, world: World, scope: string): Account {
  const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  const found = token === undefined ? undefined : world.accounts.get(token)
  if (found === undefined)
    throw new WebexProblem(
      401,
      'The request requires a valid access token set in the Authorization request header.',
    )
  if (!found.scopes.includes('spark:all') && !found.scopes.includes(scope))
    throw new WebexProblem(403, 'Missing required scope for this request.')
  return found
}

/** A request's JSON object; 400 where it is something else. */
export function jsonBody(request: FastifyRequest): Readonly<Record<string, unknown>> {
  const { body } = request
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new WebexProblem(400, 'The request body must be a JSON object.')
  return { ...body }
}

/** A field's text; undefined where it is absent, null or empty. */
export function text(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = body[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') throw new WebexProblem(400, `${name} must be a string`)
  return value
}
