import type { LiveSource } from '../configuration/live.ts'
import type { Connection } from '../model/connection.ts'
import type { ConnectDeps } from './deps.ts'
import { disconnect } from './disconnect.ts'
import { finish } from './establish.ts'
import { fillGap, iso } from './fill-gap.ts'
import { holding } from './holding.ts'
import { judgeLook, type Seen } from './judge-look.ts'
import { hookFields, openConnection, targetOf } from './open-connection.ts'
import type { Gap } from './provider.ts'
import { ProviderError } from './provider-error.ts'
import { tell } from './tell.ts'
import { freshWatchState, mustWait, readWatchState, type WatchState, writeWatchState } from './watch-state.ts'

/**
 * Looks at one connection, if it is its turn and no other gateway's: one list call at the provider where all is
 * well. Finishes what was left half made, wakes what was switched off, fetches what was missed, and tells.
 *
 * @param nextAt - when it is to be looked at again, by whichever gateway
 * @param first - this process has not looked at it before
 * @returns whether it was looked at
 */
export async function look(
  deps: ConnectDeps,
  { id }: Pick<Connection, 'id'>,
  nextAt: number,
  first: boolean,
): Promise<boolean> {
  const connection = deps.live.current().configuration.connections.get(id)
  if (connection === undefined) return false
  const turn = await deps.journal.takeWatch(connection.id, deps.now(), nextAt)
  if (turn === null) return false
  const before = readWatchState(turn.state) ?? freshWatchState(connection.createdAt)
  if (mustWait(before, deps.now())) return false
  const live = deps.live.current().source(connection.source)
  if (live === undefined || connection.state === 'disconnecting') {
    await orKeep(deps, connection, before, () => disconnect(deps, connection, false))
  } else if (connection.webhook === null || connection.state === 'connecting') {
    await orKeep(deps, connection, before, async () => {
      await finish(deps, connection, await openConnection(deps, connection).hooks())
    })
  } else {
    await watchHook(deps, connection, connection.webhook, live, { before, first, nextAt })
  }
  return true
}

async function watchHook(
  deps: ConnectDeps,
  connection: Connection,
  webhook: string,
  live: LiveSource,
  {
    before,
    first,
    nextAt,
  }: { readonly before: WatchState; readonly first: boolean; readonly nextAt: number },
): Promise<void> {
  const provider = openConnection(deps, connection)
  const seen: Seen = await provider.hooks().then(
    (hooks) => ({ hooks }),
    (error) => ({ error: asProviderError(error) }),
  )
  const now = deps.now()
  const { title } = provider
  const { intervalMs } = deps
  const judged = judgeLook(seen, {
    webhook,
    target: targetOf(deps, connection, live),
    title,
    now,
    intervalMs,
    first,
    before,
  })
  let { state } = judged
  for (const notice of judged.notices) await tell(deps, connection, live, notice)
  if (judged.wake) {
    const failed = await provider
      .save(webhook, hookFields(deps, connection, live))
      .then(() => null, asProviderError)
    if (failed === null) {
      if (state.status === 'inactive') await tell(deps, connection, live, reactivated(title, state.gap))
      state = { ...state, status: 'active', goodAt: deps.now(), problem: null, told: false }
    } else {
      deps.log.warn({ connection: connection.id, code: failed.code }, failed.message)
      state = { ...state, problem: failed.problem }
    }
  }
  // Kept before the slow part, so that a crash in it forgets nothing.
  await deps.journal.keepWatch(connection.id, writeWatchState(state))
  if (state.gap !== null && (state.status === 'active' || state.status === 'unknown')) {
    const { gap } = state
    const filled = await holding(deps, connection, nextAt, () => fillGap(deps, connection, live, gap))
    if (filled !== null) await deps.journal.keepWatch(connection.id, writeWatchState({ ...state, ...filled }))
  }
}

function reactivated(title: string, gap: Gap | null): { type: string; sentence: string } {
  const down =
    gap === null
      ? ''
      : ` It was off for at most ${duration(gap.to - gap.from)}, from some time after ${iso(gap.from)}.`
  return { type: 'connection.reactivated', sentence: `The webhook at ${title} is switched on again.${down}` }
}

/** Finishes a half-made connection; a provider that fails is kept as its problem, for the next turn. */
async function orKeep(
  deps: ConnectDeps,
  connection: Connection,
  before: WatchState,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    const { code, message, problem, retryAfterMs } = asProviderError(error)
    deps.log.warn({ connection: connection.id, code }, message)
    const now = deps.now()
    const notBefore = retryAfterMs === null ? null : now + retryAfterMs
    const failures = before.failures + 1
    const state: WatchState = {
      ...before,
      status: 'unreachable',
      checkedAt: now,
      failures,
      problem,
      notBefore,
    }
    await deps.journal.keepWatch(connection.id, writeWatchState(state))
  }
}

function asProviderError(error: unknown): ProviderError {
  if (error instanceof ProviderError) return error
  throw error
}

function duration(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000))
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
