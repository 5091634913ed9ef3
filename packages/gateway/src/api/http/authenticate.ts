import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Actor } from '../../model/act.ts'
import { admin, type Identity } from '../../model/identity.ts'
import { permissionOfRole } from '../../model/person.ts'
import { Refusal } from '../../model/refusal.ts'
import { permissionOf, type Token } from '../../model/token.ts'
import { hashToken } from '../../setup/token.ts'
import { sessionsOf } from './session-cookie.ts'
import type { SignIn } from './sign-in.ts'

/**
 * Finds out who asks by a request's headers, or throws ERR_TOKEN_MISSING, ERR_TOKEN_UNKNOWN or ERR_TOKEN_EXPIRED.
 */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Identity>

/**
 * @param options.adminToken - the operator's token of this gateway, from its environment or data folder;
 *   it is not in the store, so that changing it there is enough to revoke it
 * @param options.tokens - those made by the API, asked for anew for each request
 */
export function createAuthenticate(options: {
  adminToken: string
  tokens(): Iterable<Token>
  /** Whose a session of the console is. */
  sessions: Pick<SignIn, 'held'>
  /** Told of each use of a token. */
  used(id: string, at: number): void
  now(): number
}): Authenticate {
  const adminHash = hashToken(options.adminToken)
  const find = tokensByHash(options.tokens)
  return async (headers) => {
    const presented = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(headers.authorization ?? '')?.[1]
    if (presented === undefined) {
      if (headers.authorization !== undefined) throw new Refusal('ERR_TOKEN_MISSING')
      return await bySession(headers, options.sessions, (id) =>
        foundById(options.tokens(), id, options.now()),
      )
    }
    const hash = hashToken(presented)
    if (timingSafeEqual(adminHash, hash)) return admin
    const found = find(hash)
    if (found === undefined) throw new Refusal('ERR_TOKEN_UNKNOWN')
    const now = options.now()
    if (found.expiresAt !== null && found.expiresAt <= now) throw new Refusal('ERR_TOKEN_EXPIRED')
    options.used(found.identity.by.id ?? '', now)
    return found.identity
  }
}

interface Found {
  readonly identity: Identity
  readonly expiresAt: number | null
}

/**
 * Tokens by their SHA-256: one look-up however many there are. How long it takes tells nothing of a token that is
 * there, since nobody can choose what his guess hashes to.
 */
function tokensByHash(tokens: () => Iterable<Token>): (hash: Uint8Array) => Found | undefined {
  let indexed: Iterable<Token> | null = null
  let byHash: ReadonlyMap<string, Found> = new Map()
  return (hash) => {
    const current = tokens()
    if (current !== indexed) {
      byHash = new Map([...current].map((token) => [keyOf(token.hash), foundBy(token)]))
      indexed = current
    }
    return byHash.get(keyOf(hash))
  }
}

function foundBy(token: Token): Found {
  const by: Actor = { kind: 'token', id: token.id }
  return { identity: { name: token.name, by, may: permissionOf(token) }, expiresAt: token.expiresAt }
}

/** The token that a session was opened with, for as long as that one holds. */
function foundById(tokens: Iterable<Token>, id: string, now: number): Identity | undefined {
  const token = [...tokens].find((one) => one.id === id)
  if (token === undefined || (token.expiresAt !== null && token.expiresAt <= now)) return undefined
  return foundBy(token).identity
}

function keyOf(hash: Uint8Array): string {
  return Buffer.from(hash).toString('base64')
}

/** A session counts only in requests of the console's own pages: see `sessionsOf`. */
async function bySession(
  headers: IncomingHttpHeaders,
  sessions: Pick<SignIn, 'held'>,
  tokenOf: (id: string) => Identity | undefined,
): Promise<Identity> {
  if (!(headers.cookie ?? '').includes('countersign_session_')) throw new Refusal('ERR_TOKEN_MISSING')
  const carried = sessionsOf(headers).map(({ session }) => session)
  const held = await sessions.held(carried)
  // Of several that hold, the first that the browser sends.
  const first = carried.find((session) => held.has(session)) ?? ''
  const { person, token } = held.get(first) ?? {}
  const byToken = token === undefined ? undefined : tokenOf(token)
  if (byToken !== undefined) return byToken
  if (person === undefined || token !== undefined) throw new Refusal('ERR_TOKEN_UNKNOWN')
  if (person === null) return { ...admin, name: 'console' }
  const by: Actor = { kind: 'person', id: person.id }
  return { name: person.name, by, may: permissionOfRole(person.role) }
}
