/** A setting that a scheme asks of the receiver beside secrets, such as a JWT's audience or PayPal's webhook id. */
export interface ParamSpec {
  /** What it is, in words. */
  readonly title: string
  /** Default: it must be set. */
  readonly optional?: boolean
  /**
   * Whether a gateway takes no source without it, although a proof can do without: else what is signed for anybody else
   * passes. `*` says that this is wanted.
   */
  readonly demanded?: boolean
  /** Whether it is to be kept as a secret is, such as Meta's verify token. Default: false. */
  readonly secret?: boolean
}
