import type { HeardLentJson } from '../../api/operations/heard-lent.ts'
import type { ListenRequest } from './request.ts'

/** One delivery on its way to the local application, as it is shown. */
export interface ListenRow {
  /** The delivery's id and its attempt: a row each. */
  readonly key: string
  readonly delivery: string
  readonly event: string
  readonly source: string
  readonly type: string
  readonly attempt: number
  readonly replay: string | null
  readonly method: string
  readonly path: string
  readonly bytes: number
  /** When it came to this machine, in ms. */
  readonly at: number
  /** Null: under way. */
  readonly outcome: {
    readonly delivered: boolean
    /** The status, or why there is none. */
    readonly came: string
    readonly ms: number
    /** The start of what the application said. */
    readonly answer: string
  } | null
  readonly doubt: string | null
  /** For a closer look. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  /** The start of the body, as text. */
  readonly body: string
}

/** Bytes of a body that are shown. */
const longestShown = 4096

/** The row of a delivery that is under way. */
export function listenRow(lent: HeardLentJson, request: ListenRequest, at: number): ListenRow {
  const { delivery, event, source, type, attempt, replay } = lent
  return {
    ...{ delivery, event, source, attempt, replay, type: type ?? '' },
    key: `${delivery} ${attempt}`,
    method: request.method,
    path: request.url.pathname + request.url.search,
    bytes: request.body.byteLength,
    at,
    outcome: null,
    doubt: request.doubt,
    headers: request.headers,
    body: Buffer.from(request.body.subarray(0, longestShown)).toString('utf8'),
  }
}

/** Shows what a listener does. */
export interface ListenView {
  /** A row is new, or has its outcome. */
  row(row: ListenRow): void
  /** Something that concerns the session. */
  note(text: string): void
  /** Whether the gateway is reached. */
  reached(yes: boolean): void
  /** Gives the terminal back. */
  close(): void
}
