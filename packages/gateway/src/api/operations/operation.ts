import type { z } from 'zod'
import type { Act } from '../../model/act.ts'
import type { Code } from '../../model/codes.ts'
import type { Identity } from '../../model/identity.ts'
import type { Action } from '../../model/permission.ts'

/** A request, checked. */
export interface Asked<Query, Body> {
  /** The parts of the path in braces. */
  readonly params: Readonly<Record<string, string>>
  readonly query: Query
  readonly body: Body
  /** The body as it came. */
  readonly bytes: Uint8Array
  readonly identity: Identity
  /** What is told to the store with what is done: who does it, and to what. */
  readonly act: Act
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Aborts once the connection is done with this answer, or was closed before it. */
  readonly gone: () => AbortSignal
}

/** An answer that is not JSON. */
export class RawAnswer {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
  constructor(headers: Readonly<Record<string, string>>, body: Uint8Array) {
    this.headers = headers
    this.body = body
  }
}

/** An answer in lines of JSON, each sent as soon as it is there. */
export class LineAnswer {
  readonly lines: AsyncIterable<object>
  /** How long it may take, in ms: then the connection is closed, however slowly it is read. */
  readonly mostMs: number
  constructor(lines: AsyncIterable<object>, mostMs: number) {
    this.lines = lines
    this.mostMs = mostMs
  }
}

/** One operation of the API: what routes, checks, documents and answers a request. */
export interface Operation {
  readonly method: 'get' | 'post' | 'patch' | 'delete'
  /** Below /api/v1, with `{name}` for a part that varies. */
  readonly path: string
  /** The operation's id in OpenAPI, such as `createSource`. */
  readonly id: string
  readonly summary: string
  /** What whoever asks must be allowed. */
  readonly action: Action
  /** Keeps to the sources and destinations that somebody is limited to. Absent: those who are limited may not. */
  readonly limited?: true | undefined
  /** What it shows has an `etag`, which is sent as ETag too; what it changes is compared with If-Match. */
  readonly tagged?: true | undefined
  /** What it makes is made once under an Idempotency-Key. */
  readonly once?: true | undefined
  readonly query?: z.ZodType | undefined
  readonly body?: z.ZodType | undefined
  /** What the document says of the body, where its schema takes more than is right, to say what is wrong with it. */
  readonly documentedBody?: z.ZodType | undefined
  /** Takes a body of any content type as it is, beside JSON: the handler reads it. */
  readonly rawBody?: boolean | undefined
  /** The largest body, where it may be larger than what operations take otherwise. */
  readonly maxBytes?: number | undefined
  /** The most values that its body holds, each element and field one; null: no schema looks into them. Default: 5,000. */
  readonly mostValues?: number | null | undefined
  readonly status: 200 | 201 | 202 | 204
  readonly answer?: z.ZodType | undefined
  /** The content type of an answer that is not JSON; beside `answer` that is the schema of one line of it. */
  readonly contentType?: string | undefined
  /** What it may answer beside the codes that all operations share. */
  readonly codes: readonly Code[]
  handle(asked: Asked<never, never>): Promise<unknown>
}

/** Writes an operation down, with the types of its query, body and answer checked against its handler. */
export function operation<Query = undefined, Body = undefined, Answer = undefined>(
  row: Omit<Operation, 'handle' | 'query' | 'body' | 'answer'> & {
    readonly query?: z.ZodType<Query>
    readonly body?: z.ZodType<Body>
    readonly answer?: z.ZodType<Answer>
    handle(asked: Asked<Query, Body>): Promise<Answer | RawAnswer | LineAnswer>
  },
): Operation {
  return row as Operation
}
