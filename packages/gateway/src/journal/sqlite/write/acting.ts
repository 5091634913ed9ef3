import type { Act } from '../../../model/act.ts'
import { type ActedChange, joined } from '../../../model/acted-change.ts'
import type { ConfigurationChange } from '../../../model/configuration.ts'
import type { Documents, Hide } from '../../../model/outline.ts'
import { tells } from '../../audit/tell.ts'
import { outlined } from '../../audit/touched.ts'
import type { Acting } from '../../port/audit.ts'
import { appendedOf, appendResults } from '../wire/append.ts'
import type { PackedDelta } from '../wire/configuration.ts'
import type { BatchMessage } from '../wire/message.ts'
import type { Audit } from './audit.ts'

/** Calls that are packed. */
export type PackedCall = 'append' | 'enqueue' | 'removeRejection'

/** How their results are read. */
const packed: { readonly [M in PackedCall]: (results: Float64Array) => Awaited<ReturnType<Acting[M]>> } = {
  append: (results) =>
    Array.from({ length: results.length / appendResults }, (_, at) =>
      appendedOf(results, at * appendResults),
    ),
  enqueue: (results) => results[0] ?? 0,
  removeRejection: (results) => results[0] === 1,
}

/** Calls by name that somebody makes. */
export type ActedCall = Exclude<keyof Acting, PackedCall | 'configure'>

/** What somebody does, each with its row of the audit in the same transaction. */
export interface ActingCalls {
  configureTogether(changes: readonly ActedChange[]): PackedDelta
  acting(act: Act, at: number, method: ActedCall, args: readonly unknown[]): unknown
  actingPacked(act: Act, at: number, kind: PackedCall, batch: BatchMessage): unknown
}

export function createActing(parts: {
  /** Runs one call in a transaction; what it calls joins that. */
  readonly within: <T>(body: () => T) => T
  readonly calls: { readonly [M in ActedCall]: (...args: never[]) => unknown }
  readonly configure: (change: ConfigurationChange) => PackedDelta
  readonly apply: (batch: BatchMessage) => Float64Array
  readonly documents: (change: ConfigurationChange) => Documents
  readonly audit: Audit
  readonly hide: Hide
}): ActingCalls {
  const { within, calls, configure, apply, documents, audit, hide } = parts
  return {
    configureTogether: (changes) =>
      within(() => {
        const change = joined(changes.map((each) => each.change))
        const before = documents(change)
        const delta = configure(change)
        for (const told of outlined(changes, before, hide)) audit.write(told)
        return delta
      }),
    acting: (act, at, method, args) =>
      within(() => {
        const run = calls[method] as (...given: readonly unknown[]) => unknown
        const answer = run(...args)
        const outline = (tells[method] as (answer: unknown) => ReturnType<(typeof tells)['enqueue']>)(answer)
        if (outline !== null) audit.write({ act, at, outline })
        return answer
      }),
    actingPacked: (act, at, kind, batch) =>
      within(() => {
        const answer = packed[kind](apply(batch))
        const outline = (tells[kind] as (answer: unknown) => ReturnType<(typeof tells)['enqueue']>)(answer)
        if (outline !== null) audit.write({ act, at, outline })
        return answer
      }),
  }
}
