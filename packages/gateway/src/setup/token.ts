import { createHash } from 'node:crypto'
import { pullKind } from '../model/destination.ts'
import { Refusal } from '../model/refusal.ts'
import type { Scope } from '../model/token.ts'
import type { Command, SetupContext } from './command.ts'
import { findDestination } from './find.ts'
import { newId } from './new-id.ts'
import type { Standing } from './standing.ts'

/** A new token. */
export interface TokenInput {
  readonly name: string
  readonly scope: Scope
  /** For `pull`: names or ids of its destinations. */
  readonly destinations?: readonly string[] | undefined
  readonly expiresAt?: number | null | undefined
}

/** How many tokens there may be: each request is compared with all of them. */
const maxTokens = 1000

/** The text of a new token. */
export function makeToken({ random }: Pick<SetupContext, 'random'>): string {
  return `cst_${Buffer.from(random(32)).toString('base64url')}`
}

/** SHA-256 of a token's text: what is kept of it. */
export function hashToken(text: string): Uint8Array {
  return createHash('sha256').update(text, 'utf8').digest()
}

/** Makes a token of this text. Throws ERR_CONFLICT, ERR_NOT_FOUND, ERR_DESTINATION_KIND, ERR_INPUT. */
export const createToken: Command<TokenInput & { readonly text: string }> = (now, input, context) => {
  const { name, scope, destinations, expiresAt = null, text } = input
  const ids = destinations && pullableIds(now, destinations)
  if (now.token(name) !== undefined) {
    throw new Refusal('ERR_CONFLICT', `The token name "${name}" is taken.`)
  }
  if (now.tokenCount() >= maxTokens) {
    throw new Refusal('ERR_INPUT', `There are ${maxTokens} tokens; delete some first.`)
  }
  const id = newId('tok', context.random)
  const createdAt = context.now
  return {
    tokens: [
      { id, name, hash: hashToken(text), scope, ...(ids && { destinations: ids }), createdAt, expiresAt },
    ],
  }
}

/** Revokes a token, by name or id. Throws ERR_NOT_FOUND. */
export const deleteToken: Command<{ readonly token: string }> = (now, { token }) => {
  const found = now.token(token)
  if (found === undefined) throw new Refusal('ERR_NOT_FOUND', 'There is no such token.')
  return { remove: [found.id] }
}

/** Ids, so that a destination that is made later under the same name is another. */
function pullableIds(now: Standing, named: readonly string[]): string[] {
  const found = named.map((one) => findDestination(now, one))
  if (found.some(({ kind }) => kind !== pullKind)) throw new Refusal('ERR_DESTINATION_KIND')
  return [...new Set(found.map(({ id }) => id))]
}
