import type { Verdict } from '../../model/event.ts'

/** Header values by lower-case name; a list where a name came more than once. */
export type HeadersJson = Record<string, string | string[]>

/** An event as the API shows it. */
export interface EventJson {
  readonly id: string
  readonly source: string
  readonly type: string | null
  readonly verdict: Verdict
  readonly secret: string | null
  readonly providerEventId: string | null
  readonly receivedAt: string
  readonly size: number
  readonly contentType: string | null
  readonly sameBytesAs: string | null
  readonly erasedAt: string | null
  readonly method?: string | undefined
  readonly headers?: HeadersJson | null | undefined
  readonly signedAt?: string | null | undefined
}
