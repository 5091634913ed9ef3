import { randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { SeaTableProblem } from './problem.ts'

/** The three kinds of token that SeaTable knows. */
export interface Tokens {
  /** Of a user: manages webhooks. */
  readonly account: string
  /** Of one base (an "API token"): is exchanged for a base token, and manages no webhooks. */
  readonly api: string
  /** Of one base, for three days: reads and writes rows. Handed out by the simulator. */
  readonly base: string
}

/** Tokens made up anew. */
export function newTokens(): Tokens {
  const token = () => randomBytes(20).toString('hex')
  return { account: token(), api: token(), base: token() }
}

/** Lets a call through that carries the wanted token, as `Bearer` or as `Token`. */
export function requireToken(request: FastifyRequest, wanted: string, others: readonly string[]): void {
  const given = /^(?:Bearer|Token) (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
  if (given === wanted) return
  if (given !== undefined && others.includes(given)) throw new SeaTableProblem(403, 'Permission denied.')
  throw new SeaTableProblem(401, 'Invalid token')
}
