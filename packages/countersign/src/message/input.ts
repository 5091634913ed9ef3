import type { BodyLike, RequestLike } from './body.ts'
import type { HeadersLike } from './headers.ts'

/** A received message: a fetch Request, or its headers and raw body. */
export type Input = RequestLike | RawInput

/** A received message in pieces. The body must be the raw bytes; a parsed object is refused. */
export interface RawInput {
  readonly headers: HeadersLike
  readonly body: BodyLike
  readonly method?: string | undefined
  readonly url?: string | URL | undefined
}
