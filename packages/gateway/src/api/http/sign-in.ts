import { createHmac, randomBytes } from 'node:crypto'
import type { AuditStore } from '../../journal/port/audit.ts'
import type { SignInStore } from '../../journal/port/sign-ins.ts'
import type { Act, Actor } from '../../model/act.ts'
import type { HeldSignIn, HeldSignIns, SignInUse } from '../../model/sign-in.ts'

/** A way into the console: a link that works once, and the session that it opens. */
export interface SignIn {
  /**
   * A code for a link, and when it ends, in ms.
   *
   * @param person - the id of the person, or of the API's token, that it signs in; null: who holds the operator's token
   */
  createCode(person: string | null, act: Act): Promise<{ readonly code: string; readonly expiresAt: number }>
  /** Takes a code, once: the session that it opens, or null where the code is none, has ended or was used. */
  open(code: string): Promise<{ readonly session: string; readonly maxAgeSeconds: number } | null>
  /** Whose those sessions are that hold, by their texts; one look-up for all. */
  held(sessions: readonly string[]): Promise<HeldSignIns>
  /** Ends a session, at every gateway of the store by the time it is over. */
  end(session: string): Promise<void>
}

const codeMs = 10 * 60_000
const sessionMs = 12 * 3_600_000
/** 32 random bytes in base64url. */
const shape = /^[A-Za-z0-9_-]{43}$/

/**
 * Codes and sessions are random, and rows in the store: gateways on one store share them, they hold through a
 * restart, and what was ended or used is ended for all. What is stored is a hash under a key that is derived from the
 * operator's token: they end with it, and nobody who reads the store can use one.
 */
export function createSignIn(
  adminToken: string,
  store: Pick<SignInStore & AuditStore, 'signIns' | 'endSignIn' | 'by'>,
  now: () => number,
): SignIn {
  const key = createHmac('sha256', adminToken).update('countersign sign-in key').digest()
  const hash = (text: string): string => createHmac('sha256', key).update(text).digest('hex')
  const make = async (
    use: SignInUse,
    person: string | null,
    expiresAt: number,
    act: Act,
  ): Promise<string> => {
    const text = randomBytes(32).toString('base64url')
    await store.by(act, now()).keepSignIn({ hash: hash(text), use, person, expiresAt }, now())
    return text
  }
  // For what does not hold, which anyone may send, nothing is written.
  const find = async (texts: readonly string[], use: SignInUse): Promise<HeldSignIns> => {
    const asked = new Map(texts.filter((text) => shape.test(text)).map((text) => [hash(text), text]))
    if (asked.size === 0) return new Map()
    const found = await store.signIns([...asked.keys()], use, now())
    return new Map([...found].map(([hashed, held]) => [asked.get(hashed) ?? '', held]))
  }
  const held: SignIn['held'] = (sessions) => find(sessions, 'session')
  return {
    async createCode(person, act) {
      const expiresAt = now() + codeMs
      return { code: await make('code', person, expiresAt, act), expiresAt }
    },
    async open(code) {
      if ((await find([code], 'code')).size === 0) return null
      const taken = await store.endSignIn(hash(code), 'code', now())
      if (taken === null) return null
      const by = whose(taken)
      const act = { by, operation: 'signIn', target: '/session' }
      const session = await make('session', by.id, now() + sessionMs, act)
      return { session, maxAgeSeconds: sessionMs / 1000 }
    },
    held,
    async end(session) {
      const holder = (await held([session])).get(session)
      if (holder === undefined) return
      const act = { by: whose(holder), operation: 'signOut', target: '/session' }
      await store.by(act, now()).endSignIn(hash(session), 'session', now())
    },
  }
}

/** Who it is that signs in or out, for the audit. */
function whose({ person, token }: HeldSignIn): Actor {
  if (token !== undefined) return { kind: 'token', id: token }
  return person === null ? { kind: 'admin', id: null } : { kind: 'person', id: person.id }
}
