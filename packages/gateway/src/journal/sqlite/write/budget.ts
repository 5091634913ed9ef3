import type { DatabaseSync } from 'node:sqlite'

interface Network {
  bytes: number
  /** Oldest first. */
  readonly rows: { readonly seq: number; readonly cost: number }[]
}

interface Share {
  count: number
  bytes: number
  readonly networks: Map<string, Network>
}

/**
 * What each source keeps of refused requests, by network: whoever sends most makes room first, so that a
 * forger cannot push out the others. Held in memory, within the budgets themselves, since a forger would
 * otherwise choose how often the store is asked.
 */
export interface RejectionBudget {
  add(source: number, network: string, seq: number, cost: number): void
  remove(source: number, network: string, seq: number): void
  /** The seq that is to make room, or null where all is within the budget. */
  excess(source: number, limit: { readonly count: number; readonly bytes: number }): number | null
  load(): void
}

export function openBudget(db: DatabaseSync): RejectionBudget {
  const shares = new Map<number, Share>()
  const all = db.prepare('select source, network, seq, cost from rejection order by source, seq')

  const budget: RejectionBudget = {
    add: (source, network, seq, cost) => {
      const share = shares.get(source) ?? { count: 0, bytes: 0, networks: new Map() }
      shares.set(source, share)
      const one = share.networks.get(network) ?? { bytes: 0, rows: [] }
      share.networks.set(network, one)
      one.rows.push({ seq, cost })
      one.bytes += cost
      share.count++
      share.bytes += cost
    },
    remove: (source, network, seq) => {
      const share = shares.get(source)
      const one = share?.networks.get(network)
      const index = one?.rows.findIndex((row) => row.seq === seq) ?? -1
      const [row] = index < 0 ? [] : (one?.rows.splice(index, 1) ?? [])
      if (share === undefined || one === undefined || row === undefined) return
      one.bytes -= row.cost
      share.count--
      share.bytes -= row.cost
      if (one.rows.length === 0) share.networks.delete(network)
    },
    excess: (source, limit) => {
      const share = shares.get(source)
      if (share === undefined) return null
      if (share.count > limit.count) return oldestOf(share, (network) => network.rows.length)
      return share.bytes > limit.bytes ? oldestOf(share, (network) => network.bytes) : null
    },
    load: () => {
      shares.clear()
      for (const row of all.iterate()) {
        budget.add(Number(row.source), String(row.network), Number(row.seq), Number(row.cost))
      }
    },
  }
  budget.load()
  return budget
}

/** The oldest of the network that has most; among equals, of the one whose oldest is oldest. */
function oldestOf(share: Share, amount: (network: Network) => number): number | null {
  let most = -1
  let oldest: number | null = null
  for (const network of share.networks.values()) {
    const seq = network.rows[0]?.seq ?? Number.POSITIVE_INFINITY
    if (amount(network) > most || (amount(network) === most && (oldest === null || seq < oldest))) {
      most = amount(network)
      oldest = seq
    }
  }
  return oldest
}
