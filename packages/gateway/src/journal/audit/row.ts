import type { Act } from '../../model/act.ts'
import type { AuditEnds, AuditRow, NewAuditRow } from '../../model/audit.ts'
import { type Outline, outlineAsked } from '../../model/outline.ts'
import type { AuditChain } from './chain.ts'
import { faultOf, isSealed } from './prove.ts'

/** An outline of more is cut down to its counts: no row grows without bound. */
const mostOutline = 16_384

/** An act that was carried out, and what it did. */
export interface ToldAct {
  readonly act: Act
  /** In ms since 1970. */
  readonly at: number
  readonly outline: Outline
}

/** The row of an act that was carried out. */
export function rowOf({ act, at, outline }: ToldAct, chain: AuditChain): NewAuditRow {
  const whole: Outline = { ...outline, ...(act.asked && { asked: outlineAsked(act.asked, chain.hide) }) }
  const text = JSON.stringify(whole)
  const { kind, id } = act.by
  return {
    at,
    actor: held(id === null ? kind : `${kind} ${id}`),
    operation: held(act.operation),
    target: held(act.target.slice(0, 400)),
    outline: held(text.length <= mostOutline ? text : JSON.stringify(cut(whole))),
  }
}

/** As both engines give it back: what they hold otherwise could not be proven. */
function held(text: string): string {
  return Buffer.from(text).toString().replaceAll('\0', '\ufffd')
}

function cut({ count, made, refused, things = [], more = 0 }: Outline): Outline {
  return {
    ...(count !== undefined && { count }),
    ...(made !== undefined && { made }),
    ...(refused !== undefined && { refused }),
    things: things.slice(0, 20).map(({ id, change }) => ({ id, change, fields: {} })),
    more: more + Math.max(0, things.length - 20),
  }
}

/** The row in its place behind the last, and the ends with it. */
export function follow(
  ends: AuditEnds,
  row: NewAuditRow,
  chain: AuditChain,
): { readonly row: AuditRow; readonly ends: AuditEnds } {
  const head = { number: ends.head.number + 1, hash: chain.hashOf(ends.head, row) }
  return { row: { ...row, ...head }, ends: resealed(ends, { anchor: ends.anchor, head }, chain) }
}

/** The ends once those rows are gone that are old enough, from the first on; null where none may go. */
export function prunedEnds(
  ends: AuditEnds,
  oldest: readonly AuditRow[],
  before: number,
  chain: AuditChain,
): AuditEnds | null {
  let anchor = ends.anchor
  for (const row of oldest) {
    // What is not as it was written stays, and all after it: removed, it could not be told of any more.
    if (row.at >= before || faultOf(anchor, row, chain) !== null) break
    anchor = { number: row.number, hash: row.hash }
  }
  if (anchor.number === ends.anchor.number) return null
  return resealed(ends, { anchor, head: ends.head }, chain)
}

/** Ends that somebody else has changed are not sealed again by what follows. */
function resealed(
  before: AuditEnds,
  { anchor, head }: Pick<AuditEnds, 'anchor' | 'head'>,
  chain: AuditChain,
): AuditEnds {
  return { anchor, head, seal: isSealed(before, chain) ? chain.sealOf({ anchor, head }) : before.seal }
}
