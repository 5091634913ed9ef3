import { WebhookError } from '../errors/webhook-error.ts'
import type { HashPlatform } from '../platform/platform.ts'
import type { WebhookEvent } from '../verify/event.ts'

/** Whose placeholders a statement has: `$1` or `?`. */
export type InboxDialect = 'postgres' | 'sqlite'

/** How an event is claimed. */
export interface ClaimOptions {
  /** What scopes the key: one name for each endpoint that a provider sends to. Default: the event's source, else its scheme. */
  readonly source?: string
  /** After so many seconds the same may be claimed again. Without it never; wanted where the provider promises no id: then equal bytes are one event. */
  readonly windowSeconds?: number
  /** Default: `countersign_inbox`. */
  readonly table?: string
  /** Default: now. */
  readonly now?: Date
}

/** The part of a verified event that is claimed; of an event of another copy of the library, too, whose class is another. */
export type ClaimedEvent = Pick<WebhookEvent, 'scheme' | 'source' | 'dedupe' | 'body'>

interface Statement {
  readonly text: string
  readonly values: (string | number)[]
}

/** The name of a table, with its schema or without: it goes into the statement as it is. */
export function checkedTable(table: string): string {
  if (/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/i.test(table)) return table
  throw new WebhookError('ERR_OPTIONS_INVALID', { detail: 'The table’s name is none.' })
}

/** The one statement of a claim: a row changes for whoever has it. */
function statementOf(dialect: InboxDialect, table: string, again: boolean): string {
  const [source, key, now, before] = dialect === 'postgres' ? ['$1', '$2', '$3', '$4'] : ['?', '?', '?', '?']
  const insert = `insert into ${checkedTable(table)} as inbox (source, key, claimed_ms) values (${source}, ${key}, ${now}) on conflict (source, key)`
  return again
    ? `${insert} do update set claimed_ms = excluded.claimed_ms where inbox.claimed_ms < ${before}`
    : `${insert} do nothing`
}

/** The statement with its values; of the key only a hash is kept, since ids of providers have no limit and indexes have. */
export function claimed(
  event: ClaimedEvent,
  dialect: InboxDialect,
  {
    source = event.source ?? event.scheme,
    windowSeconds,
    table = 'countersign_inbox',
    now = new Date(),
  }: ClaimOptions,
  platform: HashPlatform,
): Statement | Promise<Statement> {
  if (windowSeconds !== undefined && !(Number.isFinite(windowSeconds) && windowSeconds > 0))
    throw new WebhookError('ERR_OPTIONS_INVALID', { detail: 'windowSeconds is a number above 0.' })
  const { dedupe } = event
  if (dedupe === null && windowSeconds === undefined) {
    throw new WebhookError('ERR_OPTIONS_INVALID', {
      detail: `${event.scheme} promises nothing that tells a repeated delivery of this event.`,
      hint: 'Give windowSeconds: equal bytes within it are then one event. Two true events may be alike; choose it shorter than they can follow.',
    })
  }
  const text = statementOf(dialect, table, windowSeconds !== undefined)
  const at = now.getTime()
  const before = windowSeconds === undefined ? [] : [at - windowSeconds * 1000]
  const finish = (hash: string): Statement => ({ text, values: [source, hash, at, ...before] })
  const hash = platform.hash('sha256', dedupe === null ? ['bytes:', event.body] : ['key:', dedupe.key], 'hex')
  return typeof hash === 'string' ? finish(hash) : hash.then(finish)
}
