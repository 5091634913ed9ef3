import { noAnswer, problemOf } from '../api/problem.ts'

/** Who is signed in, and what that allows. */
export interface Identity {
  readonly name: string
  readonly kind: 'admin' | 'token' | 'person' | 'gateway'
  readonly actions: readonly string[]
  /** The gateway's clock when it was asked. */
  readonly now: string
  readonly version: string
}

/** A token that opens no session is kept by this page alone, and is gone with it. */
let token: string | null = null
/** Those who wait for somebody to sign in again. */
let waiting: (() => void)[] = []
let told: () => void = () => {}
let lost = false

/** How this page proves who asks. */
export const credentials = {
  /** What a request carries beside the session's cookie. */
  headers: (): Record<string, string> => (token === null ? {} : { authorization: `Bearer ${token}` }),
  /** Whether this page goes by a token of its own, not by a session that other tabs share. */
  isOwn: (): boolean => token !== null,
  /** Whether the session has ended while the page was used. */
  isLost: (): boolean => lost,
  onChange(listener: () => void): () => void {
    told = listener
    return () => {
      told = () => {}
    }
  },
  /** Says that the session is no more, and waits for the next; false where it is given up. */
  async renewed(signal?: AbortSignal): Promise<boolean> {
    if (!lost) {
      lost = true
      told()
    }
    return await new Promise((resolve) => {
      waiting.push(() => resolve(true))
      signal?.addEventListener('abort', () => resolve(false))
    })
  },
}

/** Who is signed in; null for nobody. Throws `Problem` where the gateway cannot say. */
export async function whoIsIt(): Promise<Identity | null> {
  const response = await ask('/api/session', { headers: credentials.headers() })
  if (response.status === 401) return null
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as Identity
}

/** Opens a session with the code of a link. Throws `Problem` where it is used up or too old. */
export async function signInByCode(code: string): Promise<void> {
  const response = await ask('/api/session', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  if (!response.ok) throw await problemOf(response)
  signedIn(null)
}

/**
 * Opens a session with a token that may make one: from then on a cookie that no script can read. Any other token is
 * kept in this page's memory. Throws `Problem` where it is none.
 */
export async function signInByToken(given: string): Promise<void> {
  const authorization = `Bearer ${given}`
  const made = await ask('/api/v1/sign-ins', {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: '{}',
  })
  if (made.ok) {
    const { url } = (await made.json()) as { url: string }
    return await signInByCode(url.split('#sign-in=')[1] ?? '')
  }
  if (made.status !== 403) throw await problemOf(made)
  signedIn(given)
}

/** Ends the session at every gateway of the store. */
export async function signOut(): Promise<void> {
  if (token === null) await ask('/api/session', { method: 'DELETE' })
  token = null
}

function signedIn(own: string | null): void {
  token = own
  lost = false
  const resumed = waiting
  waiting = []
  for (const resume of resumed) resume()
  told()
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { ...init, cache: 'no-store' })
  } catch {
    throw noAnswer()
  }
}

/** The code in the address that a sign-in link has; taken out of it, so that it stays in no history. */
export function takeCode(): string | null {
  const code = /^#sign-in=([A-Za-z0-9_-]+)$/.exec(location.hash)?.[1] ?? null
  if (code !== null) history.replaceState(null, '', location.pathname + location.search)
  return code
}
