/** Why an attempt failed, as far as the sender can tell. Rows of `codes.ts`. */
export type DeliveryCode =
  | 'ERR_DELIVERY_URL'
  | 'ERR_DELIVERY_ADDRESS'
  | 'ERR_DELIVERY_DNS'
  | 'ERR_DELIVERY_CONNECT'
  | 'ERR_DELIVERY_CONNECT_TIMEOUT'
  | 'ERR_DELIVERY_TLS'
  | 'ERR_DELIVERY_TLS_UNTRUSTED'
  | 'ERR_DELIVERY_TLS_CHAIN'
  | 'ERR_DELIVERY_TLS_NAME'
  | 'ERR_DELIVERY_TLS_EXPIRED'
  | 'ERR_DELIVERY_TLS_VERSION'
  | 'ERR_DELIVERY_TLS_HTTP2'
  | 'ERR_DELIVERY_TLS_PLAIN'
  | 'ERR_DELIVERY_TLS_CLIENT'
  | 'ERR_DELIVERY_TIMEOUT'
  | 'ERR_DELIVERY_CLOSED'
  | 'ERR_DELIVERY_ANSWER_CUT'
  | 'ERR_DELIVERY_PROTOCOL'
  | 'ERR_DELIVERY_UNSIGNABLE'
  | 'ERR_DELIVERY_REDIRECT'
  | 'ERR_DELIVERY_GONE'
  | 'ERR_DELIVERY_BUSY'
  | 'ERR_DELIVERY_REFUSED'
  | 'ERR_DELIVERY_FAILED'
  | 'ERR_DELIVERY_UNPROCESSED'
  | 'ERR_DELIVERY_UNACKNOWLEDGED'

/** What one attempt brought back: a status, or the code of what went wrong before there was a whole answer. */
export interface Answer {
  /** Null where none came; of a kind of destination that has none, always. */
  readonly status: number | null
  /** Null where a whole answer came. Where a status had come, `ERR_DELIVERY_ANSWER_CUT`, whatever became of the rest. */
  readonly failure: DeliveryCode | null
  /** How long the destination asks to be left alone, in its own words, such as the header `Retry-After`. */
  readonly retryAfter: string | null
  /** The start of the answer's body, at most 4 KiB; where no status came, the `cause` of an attempt. */
  readonly body: Uint8Array
  /** From the beginning of the attempt to its end, in ms. */
  readonly ms: number
}
