import { writeSync } from 'node:fs'
import type { Lease } from '../../src/journal/port/loans.ts'
import type { DeliveryKey } from '../../src/model/delivery.ts'

/** What a process has learned from its journal before it died: each is a promise that must hold afterwards. */
export type Said =
  | {
      readonly what: 'accepted'
      readonly seq: number
      readonly lanes: readonly number[]
      readonly key: string | null
    }
  | { readonly what: 'ordered'; readonly seq: number; readonly room: string }
  | { readonly what: 'rejected'; readonly seq: number }
  | { readonly what: 'let in'; readonly seq: number; readonly rejection: number }
  | { readonly what: 'removed'; readonly rejection: number }
  | { readonly what: 'again'; readonly key: DeliveryKey }
  | { readonly what: 'discarded'; readonly key: DeliveryKey }
  | { readonly what: 'lent'; readonly lease: Lease }
  /** About to be settled: from here on, the lease may be no more. */
  | { readonly what: 'returning'; readonly lease: Lease }
  | { readonly what: 'pulled'; readonly key: DeliveryKey }
  | { readonly what: 'replay'; readonly number: number }
  | { readonly what: 'canceled'; readonly number: number }
  | { readonly what: 'deleted'; readonly destination: string }
  | { readonly what: 'well'; readonly destination: number; readonly failures: number }
  | { readonly what: 'erasure'; readonly number: number }
  | { readonly what: 'erased'; readonly seq: number }
  | { readonly what: 'seen'; readonly state: string }
  | { readonly what: 'audited'; readonly rows: number }
  /** The key that seals, by its fingerprint. */
  | { readonly what: 'turned'; readonly fingerprint: string }
  | { readonly what: 'resealed'; readonly rejection: number }
  /** Under an idempotency key: what is known of it from now on. */
  | {
      readonly what: 'once'
      readonly key: string
      readonly known: 'begun' | 'answered' | 'resealed' | 'nothing'
    }
  /** A session of the console was kept, or ended. */
  | { readonly what: 'signed in'; readonly hash: string; readonly holds: boolean }
  | { readonly what: 'end'; readonly calls: Readonly<Record<string, number>> }

/** Says it at once, past all buffers: a kill in the next instruction takes nothing back. */
export function say(said: Said): void {
  writeSync(1, `${JSON.stringify(said)}\n`)
}

/** Reads what a process has said; a last line that was cut off was not said. */
export function heard(text: string): readonly Said[] {
  const lines = text.split('\n')
  lines.pop()
  return lines.map((line) => JSON.parse(line) as Said)
}
