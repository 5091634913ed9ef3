/** A source as listeners see it. */
interface ListenedJson {
  readonly name: string
  /** The scheme's name. */
  readonly scheme: string
  readonly path: string
}

/** A listener as the API shows it. */
export interface ListenerJson {
  readonly name: string
  readonly destination: string
  readonly host: string
  readonly sources: readonly ListenedJson[]
  readonly claim: boolean
  readonly createdAt: string
  readonly seenAt: string | null
}
