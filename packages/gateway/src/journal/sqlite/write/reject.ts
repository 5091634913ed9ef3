import type { DatabaseSync } from 'node:sqlite'
import { PackedRejection, readRejection } from '../wire/reject.ts'
import type { Scan } from '../wire/scan.ts'
import type { RejectionBudget } from './budget.ts'
import type { Results } from './results.ts'
import type { State } from './state.ts'

export interface Rejections {
  /** Keeps packed rejections within their budgets; pushes seq and tag of each. */
  reject(scan: Scan, results: Results): void
  /** Removes one; false where there is none. */
  remove(seq: number): boolean
}

export function createRejections(parts: {
  readonly db: DatabaseSync
  readonly state: State
  readonly budget: RejectionBudget
  readonly nextTag: () => number
}): Rejections {
  const { db, budget, nextTag } = parts
  const { counts } = parts.state
  const insert = db.prepare(
    'insert into rejection (seq, tag, source, code, explanation, received_ms, size, network, held, cost, method, url, headers, sealed, body) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const take = db.prepare('delete from rejection where seq = ? returning source, network')

  const rejection = new PackedRejection()

  const remove = (seq: number): boolean => {
    const row = take.get(seq)
    if (row === undefined) return false
    budget.remove(Number(row.source), String(row.network), seq)
    counts.rejections--
    return true
  }

  const rejectOne = (scan: Scan, results: Results): void => {
    readRejection(scan, rejection)
    const { source, receivedAt, held, budget: limit, texts, payload } = rejection
    const [code, explanation, network, method, url] = texts.map((text) => text ?? '')
    const seq = ++counts.last_rejection
    const tag = nextTag()
    const { headers, sealed, body } = payload
    const cost = body.length + headers.length + (sealed?.length ?? 0) + (url?.length ?? 0)
    insert.run(
      seq,
      tag,
      source,
      code ?? '',
      explanation ?? '',
      receivedAt,
      body.length,
      network ?? '',
      held,
      cost,
      method ?? '',
      url ?? '',
      headers,
      sealed,
      body,
    )
    counts.rejections++
    budget.add(source, network ?? '', seq, cost)
    for (;;) {
      const excess = budget.excess(source, limit)
      if (excess === null || !remove(excess)) break
    }
    results.push(seq)
    results.push(tag)
  }

  return {
    remove,
    reject: (scan, results) => {
      const count = scan.number()
      for (let index = 0; index < count; index++) rejectOne(scan, results)
    },
  }
}
