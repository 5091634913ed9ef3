import type { SealedKind, SealStore } from '../journal/port/seals.ts'
import { Refusal } from '../model/refusal.ts'
import { headersBinding, repeatBinding } from '../model/seal-bindings.ts'
import { StepLoop } from '../model/step-loop.ts'
import { hasOldKey, nextKey, removeOtherKeys, renameKeys } from '../seal/key.ts'
import type { SealRing } from '../seal/ring.ts'
import { createSeal } from '../seal/seal.ts'

/**
 * How far a change of keys has come. `single`: there is one key. `waiting`: there is another, and nobody has asked for
 * the change. `resealing`: what the other has sealed is sealed anew. `done`: the other opens nothing any more.
 */
export type KeyState = 'single' | 'waiting' | 'resealing' | 'done'

/** The sealing keys of this gateway, by what tells them apart. */
export interface KeyReport {
  readonly state: KeyState
  /** Of the key that seals. */
  readonly fingerprint: string
  /** Of the others. */
  readonly others: readonly string[]
  /** What this gateway has sealed anew since it started. */
  readonly resealed: number
}

export interface KeyRotationOptions {
  readonly journal: SealStore
  readonly ring: SealRing
  /** Of the key that the gateway was given to seal with. */
  readonly given: string
  /** Where the gateway keeps its keys itself; null: they are given from outside. */
  readonly folder: string | null
  /** Seals what is set up anew; answers how much of it was. */
  readonly resealSetup: () => Promise<number>
  /** Of what others were at when the key changed something may still come that was sealed with the old one: for so long, in ms. */
  readonly settleMs: number
  readonly log: { info(about: object, message: string): void; warn(about: object, message: string): void }
  /** Monotonic, in ms. */
  readonly elapsed: () => number
}

/** Between two steps, so that others come to the store; to the next look where a change is waited for. In ms. */
const stepMs = 5
const lookMs = 2_000
const idleMs = 3_600_000

/** Changes the key that seals, and seals anew what another has sealed, a page at a time, beside all else. */
export class KeyRotation {
  readonly #options: KeyRotationOptions
  readonly #loop = new StepLoop(() => this.#step(), stepMs)
  /** Since when the key seals that seals, as far as this gateway knows. */
  #since: number
  #pass: { readonly began: number; found: number; of: SealedKind; after: number } | null = null
  #resealed = 0
  #done = false
  #turns: Promise<unknown> = Promise.resolve()

  constructor(options: KeyRotationOptions) {
    this.#options = options
    this.#since = options.elapsed()
  }

  /** Begins to look; goes on where another run was cut short. */
  start(): void {
    this.#rename()
    this.#loop.look()
  }

  /** Over once nothing is under way. */
  async stop(): Promise<void> {
    await this.#turns
    await this.#loop.stop()
  }

  report(): KeyReport {
    const [fingerprint = '', ...others] = this.#options.ring.fingerprints
    return { state: this.#state(), fingerprint, others, resealed: this.#resealed }
  }

  /**
   * Lets the next key seal from now on, and seals anew what another has sealed; goes on with that where it was begun.
   * Rejects with ERR_KEY_NOT_GIVEN where there is no other key, ERR_KEY_NOT_EVERYWHERE where a gateway on the store lacks
   * it; then nothing has changed.
   *
   * @param tell - called before the change, where there is one to be made
   */
  rotate(tell: () => Promise<unknown>): Promise<KeyReport> {
    const turned = this.#turns.then(() => this.#turn(tell))
    this.#turns = turned.catch(() => undefined)
    return turned
  }

  async #turn(tell: () => Promise<unknown>): Promise<KeyReport> {
    const { journal, ring } = this.#options
    await this.#heed()
    const to = this.#next()
    if (to !== ring.fingerprint) {
      const gateways = await journal.keysOfGateways()
      if (!gateways.every((keys) => keys.includes(to)))
        throw new Refusal('ERR_KEY_NOT_EVERYWHERE', 'A gateway on this store does not have the next key yet.')
      await tell()
      await journal.keepKey(ring.fingerprint, ring.turnTo(to))
      await this.#heed()
    }
    this.#loop.look()
    return this.report()
  }

  /** The key that is to seal. Throws ERR_KEY_NOT_GIVEN. */
  #next(): string {
    const { ring, given, folder } = this.#options
    // Until what the last key has sealed is sealed anew, there is no next one.
    if (folder !== null) return hasOldKey(folder) ? ring.fingerprint : ring.add(nextKey(folder))
    if (ring.fingerprints.length === 1)
      throw new Refusal('ERR_KEY_NOT_GIVEN', 'This gateway has one sealing key alone.')
    return given
  }

  #state(): KeyState {
    const { ring, given, folder } = this.#options
    if (this.#done) return 'done'
    if (ring.fingerprints.length === 1) return 'single'
    const isTurned = folder === null ? ring.fingerprint === given : hasOldKey(folder)
    return isTurned ? 'resealing' : 'waiting'
  }

  #rename(): void {
    const { folder, ring } = this.#options
    if (folder !== null) renameKeys(folder, (key) => createSeal(key).fingerprint === ring.fingerprint)
  }

  /** Seals as the store says: another gateway may have turned it to another key. */
  async #heed(): Promise<void> {
    const { journal, ring, elapsed, log } = this.#options
    const kept = await journal.keptKey()
    if (kept === null || kept.fingerprint === ring.fingerprint) return
    if (!ring.use(kept)) {
      log.warn(
        { fingerprint: kept.fingerprint },
        'The store is sealed with a key that this gateway was not given.',
      )
      return
    }
    this.#rename()
    this.#since = elapsed()
    this.#pass = null
    this.#done = false
    log.info({ fingerprint: kept.fingerprint }, 'Another key seals from now on.')
  }

  /** One step; answers when to look again. */
  async #step(): Promise<number> {
    try {
      await this.#heed()
      const state = this.#state()
      if (state === 'waiting') return lookMs
      return state === 'resealing' ? await this.#reseal() : idleMs
    } catch (error) {
      const sentence = 'What the old key has sealed cannot be sealed anew now; it is tried again.'
      this.#options.log.warn({ err: error }, sentence)
      return lookMs
    }
  }

  /** What is set up and answered, then a page of events, one of rejections, and so on, until a whole pass finds nothing. */
  async #reseal(): Promise<number> {
    const { journal, ring, resealSetup, elapsed, settleMs } = this.#options
    if (this.#pass === null) {
      const began = elapsed()
      const found = (await resealSetup()) + (await this.#resealAnswers())
      this.#resealed += found
      this.#pass = { began, found, of: 'event', after: 0 }
      return stepMs
    }
    const pass = this.#pass
    const { rows, next } = await journal.sealedHeaders(pass.of, pass.after)
    const old = rows.filter(
      ({ sealed, source, receivedAt }) =>
        ring.isCurrent(sealed, headersBinding(source, receivedAt)) === false,
    )
    const again = old.map(({ seq, source, receivedAt, sealed }) => {
      const boundTo = headersBinding(source, receivedAt)
      return { seq, was: sealed, sealed: ring.seal(ring.open(sealed, boundTo), boundTo) }
    })
    const changed = again.length === 0 ? 0 : await journal.resealHeaders(pass.of, again)
    pass.found += changed
    this.#resealed += changed
    if (next !== null) pass.after = next
    else if (pass.of === 'event') Object.assign(pass, { of: 'rejection', after: 0 })
    else return this.#end(pass, this.#since + settleMs)
    return stepMs
  }

  /** What was answered under idempotency keys, within a day: secrets that were shown are in it. */
  async #resealAnswers(): Promise<number> {
    const { journal, ring } = this.#options
    let changed = 0
    for (let after = ''; ; ) {
      const page = await journal.sealedAnswers(after)
      const last = page.at(-1)
      if (last === undefined) return changed
      after = last.key
      const again = page.flatMap(({ key, sealed: was }) => {
        const boundTo = repeatBinding(key)
        if (ring.isCurrent(was, boundTo) !== false) return []
        return [{ key, was, sealed: ring.seal(ring.open(was, boundTo), boundTo) }]
      })
      if (again.length > 0) changed += await journal.resealAnswers(again)
    }
  }

  /** The end of a pass: of the last where it found nothing, and nothing can come any more that the old key has sealed. */
  #end({ began, found }: { readonly began: number; readonly found: number }, settledAt: number): number {
    const { folder, ring, log, elapsed } = this.#options
    this.#pass = null
    if (began < settledAt) return Math.max(stepMs, settledAt - elapsed())
    if (found > 0) return stepMs
    this.#done = true
    if (folder !== null) {
      ring.dropOthers()
      removeOtherKeys(folder)
    }
    log.info({ resealed: this.#resealed }, 'The old sealing key opens nothing any more.')
    return idleMs
  }
}
