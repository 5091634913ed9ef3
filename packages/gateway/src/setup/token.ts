import { createHash } from 'node:crypto'
import { pullKind } from '../model/destination.ts'
import type { Action, Scope } from '../model/permission.ts'
import { Refusal } from '../model/refusal.ts'
import type { Command, SetupContext } from './command.ts'
import { findDestination, findSource } from './find.ts'
import { newId } from './new-id.ts'
import type { Standing } from './standing.ts'

/** A new token. */
export interface TokenInput {
  readonly name: string
  /** A name for a set of actions; this or `actions`. */
  readonly scope?: Scope | undefined
  readonly actions?: readonly Action[] | undefined
  /** Names or ids of the sources that it is limited to. */
  readonly sources?: readonly string[] | undefined
  /** Names or ids of the destinations that it is limited to; for `pull`, and then of that kind. */
  readonly destinations?: readonly string[] | undefined
  readonly expiresAt?: number | null | undefined
}

/** The text of a new token. */
export function makeToken({ random }: Pick<SetupContext, 'random'>): string {
  return `cst_${Buffer.from(random(32)).toString('base64url')}`
}

/** SHA-256 of a token's text: what is kept of it. */
export function hashToken(text: string): Uint8Array {
  return createHash('sha256').update(text, 'utf8').digest()
}

/** Makes a token of this text. Throws ERR_CONFLICT, ERR_NOT_FOUND, ERR_DESTINATION_KIND. */
export const createToken: Command<TokenInput & { readonly text: string }> = (now, input, context) => {
  const { name, scope, actions, expiresAt = null, text } = input
  const sources = input.sources?.map((one) => findSource(now, one).id)
  const destinations = input.destinations && destinationIds(now, input.destinations, scope === 'pull')
  if (now.token(name) !== undefined) {
    throw new Refusal('ERR_CONFLICT', `The token name "${name}" is taken.`)
  }
  const id = newId('tok', context.idBytes)
  const createdAt = context.now
  return {
    tokens: [
      {
        ...{ id, name, hash: hashToken(text), createdAt, expiresAt },
        ...(scope === undefined ? { actions: [...new Set(actions)] } : { scope }),
        ...(sources && { sources: [...new Set(sources)] }),
        ...(destinations && { destinations }),
      },
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
function destinationIds(now: Standing, named: readonly string[], pulled: boolean): string[] {
  const found = named.map((one) => findDestination(now, one))
  if (pulled && found.some(({ kind }) => kind !== pullKind)) throw new Refusal('ERR_DESTINATION_KIND')
  return [...new Set(found.map(({ id }) => id))]
}
