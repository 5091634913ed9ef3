/** What a store says of itself, for those who look after it. */
export interface StoreFacts {
  readonly engine: 'sqlite' | 'postgres'
  /** The version of the engine, such as `3.50.4` or `18.1`. */
  readonly version: string
  /** What it takes on its disk with its write-ahead log, in bytes; of PostgreSQL the database alone. */
  readonly bytes: number
  /** Settings of the engine that durability and strength hang on, by the engine's own names. */
  readonly settings: Readonly<Record<string, string>>
  /** Every role of the server may connect to the database. */
  readonly openToAll: boolean
}
