import type { LiveSource } from '../configuration/live.ts'
import type { Connection } from '../model/connection.ts'
import type { ConnectDeps } from './deps.ts'
import { openConnection } from './open-connection.ts'
import type { Gap, Memory } from './provider.ts'
import { ProviderError } from './provider-error.ts'

/** What a back-fill came to. */
export interface BackFilled {
  /** Fetched from the provider. */
  readonly found: number
  /** Of these, not come before, and now let in as `backfilled`. */
  readonly added: number
  /** A sentence for each kind of thing that nobody can fetch. */
  readonly beyondReach: readonly string[]
}

/** Events around the gap that are held against what was found, at most; and on one page. */
const limits = { events: 20_000, page: 20 } as const
/** Notifications that were under way at the gap's edges, in ms. */
const marginMs = 60_000
/**
 * How long one call of a search waits on `Retry-After`, and all of them together, in ms: a search that gives up in the
 * middle begins anew, and a provider that limits it there would do so each time.
 */
const patience = { call: 120_000, all: 300_000 } as const
/** A notification larger than this is none of these providers'. */
const largestBody = 1024 * 1024

/**
 * Fetches what happened in a gap and lets in what did not arrive. Rejects with `ProviderError`, or as the
 * journal does.
 */
export async function backFill(
  deps: ConnectDeps,
  connection: Connection,
  live: LiveSource,
  gap: Gap,
): Promise<BackFilled> {
  if (connection.webhook === null) return { found: 0, added: 0, beyondReach: [] }
  const provider = openConnection({ ...deps, sleep: bounded(deps.sleep) }, connection, patience.call)
  // What happened before there was a webhook is not missed, unless it is asked for by hand.
  const search = { ...gap, floor: Math.min(gap.from, connection.createdAt) }
  const { missed, beyondReach } = await provider.missed(search, connection.webhook)
  if (missed.length === 0) return { found: 0, added: 0, beyondReach }
  const memory = provider.memory()
  await recall(deps, live, gap, memory)
  const added = await deps.admit(
    live,
    missed.filter((one) => !memory.knows(one)),
  )
  return { found: missed.length, added, beyondReach }
}

/** Sleeps for so long in all; then the search is left for a later look. */
function bounded(sleep: ConnectDeps['sleep']): ConnectDeps['sleep'] {
  let leftMs: number = patience.all
  return async (ms) => {
    leftMs -= ms
    if (leftMs < 0)
      throw new ProviderError(
        'ERR_PROVIDER_RATE_LIMITED',
        `The provider asks again and again to be left alone: for more than ${patience.all / 60_000} minutes.`,
        { status: 429, retryAfterMs: ms },
      )
    await sleep(ms)
  }
}

/** Shows the memory what came in around the gap, page by page; what is no JSON tells nothing. */
async function recall(
  { journal }: ConnectDeps,
  { source }: LiveSource,
  gap: Gap,
  memory: Memory,
): Promise<void> {
  let before: number | null = null
  for (let count = 0; count < limits.events; count += limits.page) {
    const page: Awaited<ReturnType<typeof journal.events>> = await journal.events({
      source: source.number,
      from: gap.from - marginMs,
      limit: limits.page,
      ...(before === null ? {} : { before }),
    })
    const small = page.filter(({ size }) => size <= largestBody)
    for (const { payload } of (await journal.payloads(small.map(({ seq }) => seq))).values())
      memory.see(parse(payload.body))
    const last = page.at(-1)
    if (last === undefined || page.length < limits.page) break
    before = last.seq
  }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    return null
  }
}
