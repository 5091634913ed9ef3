import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

/** A way into the console: a link that works once, and the session that it opens. */
export interface SignIn {
  /** A code for a link, and when it ends, in ms. */
  createCode(): { readonly code: string; readonly expiresAt: number }
  /** Takes a code, once: the session that it opens, or null where the code is none, has ended or was used. */
  open(code: string): { readonly session: string; readonly maxAgeSeconds: number } | null
  /** Whether a session holds. */
  holds(session: string): boolean
}

const codeMs = 10 * 60_000
const sessionMs = 12 * 3_600_000
/** Codes that have been used and not ended yet; each was made by an operator's token. */
const mostUsed = 10_000

/**
 * Codes and sessions are signed, not stored, and end with the operator's token. Sessions hold through a
 * restart. A code holds in the process that made it alone, which remembers that it was used: after a restart,
 * or at another gateway, it would open a second time.
 *
 * @param adminToken - the operator's token; what signs is derived from it
 */
export function createSignIn(adminToken: string, now: () => number): SignIn {
  const key = createHmac('sha256', adminToken).update('countersign sign-in key').digest()
  const codeKey = createHmac('sha256', key).update(randomBytes(32)).digest()
  const keyOf = { code: codeKey, session: key }
  const used = new Map<string, number>()
  const make = (use: 'code' | 'session', expiresAt: number): string => {
    const text = `${expiresAt}.${randomBytes(16).toString('base64url')}`
    return `${text}.${sign(keyOf[use], use, text)}`
  }
  const expiryOf = (use: 'code' | 'session', made: string): number | null => {
    const [expiry, nonce, mac, ...more] = made.length > 200 ? [] : made.split('.')
    if (expiry === undefined || nonce === undefined || mac === undefined || more.length > 0) return null
    const wanted = Buffer.from(sign(keyOf[use], use, `${expiry}.${nonce}`))
    const given = Buffer.from(mac)
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null
    return Number(expiry) > now() ? Number(expiry) : null
  }
  return {
    createCode() {
      const expiresAt = now() + codeMs
      return { code: make('code', expiresAt), expiresAt }
    },
    open(code) {
      const expiresAt = expiryOf('code', code)
      for (const [old, end] of used) if (end <= now()) used.delete(old)
      if (expiresAt === null || used.has(code) || used.size >= mostUsed) return null
      used.set(code, expiresAt)
      return { session: make('session', now() + sessionMs), maxAgeSeconds: sessionMs / 1000 }
    },
    holds: (session) => expiryOf('session', session) !== null,
  }
}

function sign(key: Uint8Array, use: string, text: string): string {
  return createHmac('sha256', key).update(`${use}:${text}`).digest('base64url')
}
