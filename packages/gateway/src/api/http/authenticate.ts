import { timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Identity } from '../../model/identity.ts'
import { Refusal } from '../../model/refusal.ts'
import type { Token } from '../../model/token.ts'
import { hashToken } from '../../setup/token.ts'
import { sessionsOf } from './session-cookie.ts'
import type { SignIn } from './sign-in.ts'

/** Finds out who asks by a request's headers, or throws ERR_TOKEN_MISSING or ERR_TOKEN_UNKNOWN. */
export type Authenticate = (headers: IncomingHttpHeaders) => Promise<Identity>

/**
 * @param options.adminToken - the operator's token of this gateway, from its environment or data folder;
 *   it is not in the store, so that changing it there is enough to revoke it
 * @param options.tokens - those made by the API, read anew for each request
 */
export function createAuthenticate(options: {
  adminToken: string
  tokens(): Iterable<Token>
  /** Whether a session of the console holds. */
  sessions: Pick<SignIn, 'holds'>
  now(): number
}): Authenticate {
  const adminHash = hashToken(options.adminToken)
  return async (headers) => {
    const presented = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(headers.authorization ?? '')?.[1]
    if (presented === undefined) {
      if (headers.authorization !== undefined) throw new Refusal('ERR_TOKEN_MISSING')
      return await bySession(headers, options.sessions)
    }
    const hash = hashToken(presented)
    let found: Identity | undefined
    if (timingSafeEqual(adminHash, hash)) found = { name: 'admin', scope: 'operator' }
    // All are compared, the first match does not end it: how long it takes says nothing about which.
    for (const token of options.tokens()) {
      const same = token.hash.length === hash.length && timingSafeEqual(token.hash, hash)
      const live = token.expiresAt === null || token.expiresAt > options.now()
      if (!same || !live) continue
      const { name, scope, destinations } = token
      found = { name, scope, ...(destinations && { destinations }) }
    }
    if (found === undefined) throw new Refusal('ERR_TOKEN_UNKNOWN')
    return found
  }
}

/** A session counts only in requests of the console's own pages: see `sessionsOf`. */
async function bySession(headers: IncomingHttpHeaders, sessions: Pick<SignIn, 'holds'>): Promise<Identity> {
  if (!(headers.cookie ?? '').includes('countersign_session_')) throw new Refusal('ERR_TOKEN_MISSING')
  for (const { session } of sessionsOf(headers)) {
    if (await sessions.holds(session)) return { name: 'console', scope: 'operator' }
  }
  throw new Refusal('ERR_TOKEN_UNKNOWN')
}
