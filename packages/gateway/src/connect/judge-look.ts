import type { Gap, Hook } from './provider.ts'
import type { ProviderError } from './provider-error.ts'
import type { WatchState } from './watch-state.ts'

/** What a look saw: the webhooks that the token may see, or why there was no answer. */
export type Seen = { readonly hooks: readonly Hook[] } | { readonly error: ProviderError }

/** Something to tell the operator. `type` is the operational event's. */
export interface Notice {
  readonly type:
    | 'connection.inactive'
    | 'connection.recovered'
    | 'connection.moved'
    | 'connection.deleted'
    | 'connection.refused'
    | 'connection.unreachable'
  readonly sentence: string
}

/** What follows from a look. */
export interface Judgement {
  /** As it is kept once the effects have been carried out. */
  readonly state: WatchState
  /** The webhook is to be written anew, which wakes it. */
  readonly wake: boolean
  readonly notices: readonly Notice[]
}

export interface LookContext {
  /** The provider's id of the webhook. */
  readonly webhook: string
  /** Where it must send to. */
  readonly target: string
  readonly title: string
  readonly now: number
  /** The time between two looks, in ms. */
  readonly intervalMs: number
  /** This process has not looked at it before: it has just started. */
  readonly first: boolean
  readonly before: WatchState
}

/** Looks in a row without an answer before that is worth telling. */
const failuresBeforeNotice = 3
/** After longer than this many intervals, and a moment for a busy process (ms), a look has been lost. */
const [lostIntervals, busyMs] = [1.5, 5_000]

/** How far back is looked for what may be lost, in ms, where the last look was by a clock that was ahead. */
const unknownMs = 24 * 3_600_000

/**
 * Decides what a look means. The webhook is woken where the provider has switched it off, which no person
 * asked for; where a person has deleted or changed it the operator is told, and nothing is done.
 */
export function judgeLook(seen: Seen, context: LookContext): Judgement {
  return 'error' in seen ? judgeError(seen.error, context) : judgeHooks(seen.hooks, context)
}

function judgeHooks(hooks: readonly Hook[], context: LookContext): Judgement {
  const { before, now, title } = context
  const hook = hooks.find(({ id }) => id === context.webhook)
  const seen: WatchState = { ...before, checkedAt: now, failures: 0, notBefore: null }
  if (hook === undefined)
    return trouble(seen, 'deleted', {
      type: 'connection.deleted',
      sentence: `The webhook is no longer at ${title}: someone deleted it. Nothing comes in until it is made anew with "countersign connection repair".`,
    })
  if (hook.url !== context.target || !hook.wanted)
    return trouble(seen, 'moved', { type: 'connection.moved', sentence: movedSentence(hook, context) })
  const away = isAbsence(context)
  const good: WatchState = {
    ...seen,
    ...{ status: hook.state, goodAt: now, problem: null, told: false },
    gap: away ? widen(before.gap, { from: lastGood(context), to: now }) : before.gap,
  }
  const back = recovered(context)
  if (hook.state === 'active') return { state: good, wake: false, notices: back }
  // A provider that does not say whether it still sends is asked to, once after each absence of ours.
  if (hook.state === 'unknown') return { state: good, wake: away, notices: back }
  return asleep(good, context)
}

/** Where it sends to the same path elsewhere, that may be where this gateway was: nobody need have touched it then. */
function movedSentence({ url }: Hook, { target, title }: LookContext): string {
  const [theirs, ours] = [URL.parse(url), URL.parse(target)]
  const cure = '"countersign connection repair" sets it right.'
  if (theirs !== null && ours !== null && theirs.origin !== ours.origin && theirs.pathname === ours.pathname)
    return `The webhook at ${title} sends to ${theirs.origin}, and this gateway is at ${ours.origin}: its public URL has changed, or someone changed the webhook. ${cure}`
  return `Someone changed the webhook at ${title}: it no longer sends here what it should. ${cure}`
}

/**
 * Whether something may have been lost since the webhook was last seen to be right: this process has just started, a
 * look did not come about or got no answer, or the webhook was not as it should be.
 */
function isAbsence({ before, now, first, intervalMs }: LookContext): boolean {
  const sinceMs = now - before.checkedAt
  const late = sinceMs > lostIntervals * intervalMs + busyMs || sinceMs < -busyMs
  const right = before.status === 'active' || before.status === 'unknown'
  return first || late || !right
}

/** When the webhook was last seen to be right. A time ahead says only that the clock was set back since. */
export function lastGood({ before, now }: Pick<LookContext, 'before' | 'now'>): number {
  const at = before.goodAt ?? before.checkedAt
  return at <= now ? at : now - unknownMs
}

/** Switched off by the provider: woken each time, told once. */
function asleep(good: WatchState, context: LookContext): Judgement {
  const { before, now, title } = context
  const from = lastGood(context)
  const sentence = `${title} had switched the webhook off, at some time after ${iso(from)}; it tells nobody. It is being switched on again.`
  const again = before.told && before.status === 'inactive'
  return {
    state: {
      ...good,
      ...{ status: 'inactive', goodAt: before.goodAt, problem: sentence, told: true },
      gap: widen(before.gap, { from, to: now }),
    },
    wake: true,
    notices: again ? [] : [{ type: 'connection.inactive', sentence }],
  }
}

/** A problem is told once, when it begins or becomes another. */
function trouble(seen: WatchState, status: 'deleted' | 'moved', notice: Notice): Judgement {
  const again = seen.told && seen.status === status
  return {
    state: { ...seen, status, problem: notice.sentence, told: true },
    wake: false,
    notices: again ? [] : [notice],
  }
}

function judgeError(error: ProviderError, { before, now, title }: LookContext): Judgement {
  const refused = error.code === 'ERR_PROVIDER_TOKEN' || error.code === 'ERR_PROVIDER_SCOPE'
  const failures = before.failures + 1
  const told = refused || failures >= failuresBeforeNotice
  const status = refused ? 'refused' : 'unreachable'
  const state: WatchState = {
    ...before,
    ...{ checkedAt: now, failures, status, problem: error.problem, told },
    notBefore: error.retryAfterMs === null ? null : now + error.retryAfterMs,
  }
  const again = before.told && before.status === status
  const sentence = refused
    ? `${title} does not accept the token of the connection any more, so nobody watches the webhook. ${error.message}`
    : `${title} has not answered ${failures} looks in a row, so nobody knows whether the webhook sends. ${error.message}`
  return {
    state,
    wake: false,
    notices:
      told && !again ? [{ type: refused ? 'connection.refused' : 'connection.unreachable', sentence }] : [],
  }
}

function recovered({ before, title }: LookContext): readonly Notice[] {
  return before.told
    ? [{ type: 'connection.recovered', sentence: `The webhook at ${title} is as it should be again.` }]
    : []
}

export function widen(known: Gap | null, gap: Gap): Gap {
  return known === null ? gap : { from: Math.min(known.from, gap.from), to: Math.max(known.to, gap.to) }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
