import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Marks texts with a key that gateways share. */
export interface EchoSeal {
  mark(text: string, purpose: string): string
}

/** What an echo says of a body: never the body itself. */
export interface Echo {
  readonly sha256: string
  readonly bytes: number
}

/** The largest body, in bytes: more than proxies take that nobody has set up. */
export const mostEchoBytes: number = 2 * 1024 * 1024
/** How long an address of an echo is good, in ms. */
const goodMs = 60_000
/** So many addresses are good at once of those that this gateway made. */
const mostGood = 32
/** So many that have been used are remembered; of more none is good. */
const mostUsed = 256

/** Where an echo's address begins, behind `/in/`: no source can have such a path. */
const prefix = '.echo/'
const shape = /^\.echo\/([0-9a-z]{6,12})-([0-9a-f]{32})-([0-9a-f]{64})$/

/**
 * Answers the hash of what reaches it, so that an operator can see whether a proxy on the way changes bytes. Each
 * address is good once, for a minute, and made with the sealing key: any gateway that shares it answers.
 */
export class Echoes {
  readonly #seal: EchoSeal
  readonly #now: () => number
  readonly #made = new Map<string, number>()
  readonly #used = new Map<string, number>()

  constructor(seal: EchoSeal, now: () => number) {
    this.#seal = seal
    this.#now = now
  }

  /** Makes an address, as it stands behind `/in/`; null: too many are good. */
  make(): string | null {
    const now = this.#now()
    forget(this.#made, now)
    if (this.#made.size >= mostGood) return null
    const until = now + goodMs
    const nonce = randomBytes(16).toString('hex')
    this.#made.set(nonce, until)
    return `${prefix}${until.toString(36)}-${nonce}-${this.#sign(until, nonce)}`
  }

  /** Whether it is an address that is good now; it is used by that. */
  use(path: string): boolean {
    const [, time = '', nonce = '', given = ''] = shape.exec(path) ?? []
    if (nonce === '') return false
    const until = Number.parseInt(time, 36)
    const right = Buffer.from(this.#sign(until, nonce), 'hex')
    if (!timingSafeEqual(right, Buffer.from(given, 'hex'))) return false
    const now = this.#now()
    forget(this.#used, now)
    if (until <= now || until > now + goodMs || this.#used.has(nonce)) return false
    if (this.#used.size >= mostUsed) return false
    this.#used.set(nonce, until)
    this.#made.delete(nonce)
    return true
  }

  #sign(until: number, nonce: string): string {
    return this.#seal.mark(`${until} ${nonce}`, 'echo')
  }
}

/** What an echo answers of a body. */
export function echoOf(body: Uint8Array): Echo {
  return { sha256: createHash('sha256').update(body).digest('hex'), bytes: body.length }
}

function forget(times: Map<string, number>, now: number): void {
  for (const [nonce, until] of times) if (until <= now) times.delete(nonce)
}
