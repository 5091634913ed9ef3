/** How far a connection has come. The two half-made states are finished or undone by the watch. */
type ConnectionState = 'connecting' | 'connected' | 'disconnecting'

/** A webhook at a provider that the gateway has made itself, watches and wakes. It belongs to one source. */
export interface Connection {
  /** Public id, `con_…`. */
  readonly id: string
  /** The id of its source, which also names it. */
  readonly source: string
  /** `webex` or `seatable`: whose API it is, and the scheme of the source. */
  readonly provider: string
  /** The base of the provider's API, without a slash at its end. */
  readonly api: string
  /** Where the provider sends to, without a slash at its end, in place of the gateway's public address. */
  readonly address?: string
  /** What the provider is asked for: Webex's resource, event and filter; SeaTable's workspace and base. */
  readonly settings: Readonly<Record<string, string>>
  /** The provider's token, sealed and bound to this id. */
  readonly sealedToken: Uint8Array
  /** The provider's own id of the webhook; null until it is made. */
  readonly webhook: string | null
  readonly state: ConnectionState
  readonly createdAt: number
}
