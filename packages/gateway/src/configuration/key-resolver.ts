import type { KeySource, Scheme } from 'countersign'
import type { Call } from '../egress/call.ts'
import { type KeyDocument, readKeyDocument } from './key-document.ts'

/** What a message says of the key that signed it. */
export interface WantedKey {
  readonly id?: string
  readonly url?: string
}

/** Answers the key that a message names, as PEM. Rejects with `KeyRefused` and `KeyLater`. */
export type KeyResolver = (wanted: WantedKey, scheme: Scheme, source: number) => Promise<string>

/** There is no such key where the scheme says that keys are, or it is not said where: the message proves nothing. */
export class KeyRefused extends Error {
  override readonly name = 'KeyRefused'
}

/** Whether there is such a key cannot be said now: nothing is known against the message. */
export class KeyLater extends Error {
  override readonly name = 'KeyLater'
}

export interface KeyResolverOptions {
  /** Through the guard: leads only where a delivery may go. */
  readonly call: Call
  readonly log: { warn(about: object, message: string): void }
  /** Ms of a clock that nobody sets. */
  readonly elapsed: () => number
  /** One fetch, from the look-up of the name to the last byte, in ms. Default 5,000: within what providers wait. */
  readonly timeoutMs?: number
}

/** A set of Google's or Microsoft's has under 20 KiB. */
const largestDocument = 256 * 1024
/** The same document is asked for at most once in this time, in ms, whatever came of it. */
const againAfterMs = 60_000
/** A document is asked for anew, beside its use, after this; and not used any more after that; in ms. */
const [refreshAfterMs, usableMs] = [30 * 60_000, 60 * 60_000]
/** Documents that are remembered, those that could not be had too, and their bytes. */
const [mostDocuments, mostBytes] = [500, 16 * 1024 * 1024]
/** Documents never had before that one source may ask for in a minute, where whoever posts to it names them. */
const mostNewAMinute = 10
/** Messages of one source that wait for documents. */
const mostWaiting = 100
const longestName = 2_048

interface Entry {
  document: KeyDocument | null
  /** When it was last begun to be asked for, and when the document came. */
  askedAt: number
  readAt: number
  asking: Promise<void> | null
}

/** What one source has asked for lately. */
interface Asker {
  waiting: number
  fresh: number[]
}

/**
 * Fetches and keeps the keys that messages name. Whoever may post to a source can name keys, so that nothing he says
 * leads anywhere but to the scheme's own hosts, and often there neither: a document is asked for once a minute, by all
 * sources together, and of documents never seen a source has ten a minute. What is known goes on meanwhile.
 *
 * A key counts as absent only where the document was asked for after the message had come. Otherwise, and where the
 * document cannot be had, the sender is asked to come again: a provider that has just begun to sign with a new key
 * loses nothing, and a forger gains nothing.
 */
export function createKeyResolver({
  call,
  log,
  elapsed,
  timeoutMs = 5_000,
}: KeyResolverOptions): KeyResolver {
  const entries = new Map<string, Entry>()
  const askers = new Map<number, Asker>()

  const ask = (url: URL, entry: Entry, form: KeySource['form']): Promise<void> => {
    entry.askedAt = elapsed()
    const { askedAt } = entry
    entry.asking = fetchDocument(call, url, form, timeoutMs)
      .then((document) => {
        entry.document = document
        entry.readAt = askedAt
      })
      .catch((error: unknown) => {
        log.warn({ err: error, host: url.host }, 'the keys of a provider cannot be fetched')
      })
      .finally(() => {
        entry.asking = null
        evict(entries, entry)
      })
    return entry.asking
  }

  return async ({ id, url: named }, scheme, source) => {
    const from = scheme.proof.keySource
    const url = from === undefined ? null : permittedUrl(named ?? from.url, from.hosts)
    if (from === undefined || url === null || (id ?? '').length > longestName) {
      throw new KeyRefused('The message names its key where the scheme has none.')
    }
    const cameAt = elapsed()
    const asker = askerOf(askers, source)
    const entry = entries.get(url.href) ?? newEntry()
    const find = (): string | undefined =>
      entry.document !== null && elapsed() - entry.readAt < usableMs ? entry.document.key(id) : undefined
    const mayAsk = entry.asking === null && cameAt - entry.askedAt >= againAfterMs
    const known = find()
    if (known !== undefined) {
      // The one used last comes last, and goes last.
      entries.delete(url.href)
      entries.set(url.href, entry)
      if (mayAsk && cameAt - entry.readAt >= refreshAfterMs) void ask(url, entry, from.form)
      return known
    }
    if (asker.waiting >= mostWaiting) throw new KeyLater('Too many messages wait for keys.')
    const own = named === undefined || entry.document !== null
    const asking = mayAsk && (own || spend(asker, cameAt)) ? ask(url, entry, from.form) : entry.asking
    if (asking === null) throw new KeyLater('It was asked for a moment ago.')
    entries.set(url.href, entry)
    asker.waiting += 1
    await asking.finally(() => {
      asker.waiting -= 1
    })
    const found = find()
    if (found !== undefined) return found
    const fresh = entry.document !== null && entry.readAt >= cameAt
    throw fresh
      ? new KeyRefused('The provider has no such key.')
      : new KeyLater('The keys could not be fetched.')
  }
}

async function fetchDocument(
  call: Call,
  url: URL,
  form: KeySource['form'],
  timeoutMs: number,
): Promise<KeyDocument> {
  const headers = { accept: form === 'jwks' ? 'application/json' : '*/*', 'user-agent': 'countersign' }
  const wanted = { method: 'GET', headers, timeoutMs, maxBytes: largestDocument } as const
  const { status, body } = await call(url, wanted)
  // A redirect, too, is no document.
  if (status !== 200) throw new Error(`It answered ${status}.`)
  const document = body === null ? undefined : readKeyDocument(form, body)
  if (document === undefined) throw new Error('It answered something else than keys, or too much.')
  return document
}

/** The address of a document where it lies on one of these hosts, by https; else null. */
function permittedUrl(text: string | undefined, hosts: readonly string[]): URL | null {
  if (text === undefined || text.length > longestName) return null
  const url = URL.parse(text)
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '') return null
  url.hash = ''
  return hosts.some((host) => matches(url, host)) ? url : null
}

/** `keys.example.com`, `*.example.com` or, for another port, `keys.example.com:8443`. */
function matches({ host }: URL, wanted: string): boolean {
  return wanted.startsWith('*.') ? host.endsWith(wanted.slice(1)) : host === wanted
}

function askerOf(askers: Map<number, Asker>, source: number): Asker {
  const known = askers.get(source)
  if (known !== undefined) return known
  const made = { waiting: 0, fresh: [] }
  askers.set(source, made)
  return made
}

function newEntry(): Entry {
  return { document: null, askedAt: Number.NEGATIVE_INFINITY, readAt: 0, asking: null }
}

/** Whether a source may have one more document asked for that was never had. */
function spend(asker: Asker, now: number): boolean {
  asker.fresh = asker.fresh.filter((at) => now - at < againAfterMs)
  if (asker.fresh.length >= mostNewAMinute) return false
  asker.fresh.push(now)
  return true
}

/** What could not be had goes first, then what was used longest ago; never the one that has just come. */
function evict(entries: Map<string, Entry>, kept: Entry): void {
  const bytes = (): number =>
    [...entries.values()].reduce((sum, { document }) => sum + (document?.bytes ?? 0), 0)
  const others = [...entries].filter(([, entry]) => entry !== kept && entry.asking === null)
  const inTurn = [
    ...others.filter(([, one]) => one.document === null),
    ...others.filter(([, one]) => one.document !== null),
  ]
  for (const [href] of inTurn) {
    if (entries.size <= mostDocuments && bytes() <= mostBytes) return
    entries.delete(href)
  }
}
