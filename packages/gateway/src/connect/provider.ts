/** A webhook as a provider lists it. */
export interface Hook {
  readonly id: string
  /** Where it sends to. */
  readonly url: string
  /** `unknown` where the provider's API does not say. */
  readonly state: 'active' | 'inactive' | 'unknown'
  /** Whether it is for what the connection wants: the same resource, event and filter. */
  readonly wanted: boolean
}

/** A stretch of time in which notifications may have been lost, in ms since 1970. */
export interface Gap {
  readonly from: number
  readonly to: number
}

/** A gap to be searched; nothing from before `floor` is wanted, however the clocks differ. */
export interface Search extends Gap {
  readonly floor: number
}

/** Something that happened in a gap, fetched from the provider's API and brought into a notification's form. */
export interface Missed {
  /** The event type, as the scheme would name it. */
  readonly type: string
  /** When it happened, by the provider's clock. */
  readonly at: number
  /** What two looks at the same happening share. */
  readonly key: string
  readonly body: Uint8Array
}

/** What a back-fill found. */
export interface Found {
  readonly missed: readonly Missed[]
  /** A sentence for each kind of thing that cannot be fetched; empty where nothing can have been overlooked. */
  readonly beyondReach: readonly string[]
}

/** What is remembered of the notifications that came around a gap: no more than tells them apart. */
export interface Memory {
  /** @param body - the parsed body of an event; anything else is ignored */
  see(body: unknown): void
  /** Whether a notification told of this. */
  knows(missed: Missed): boolean
}

/** What is written into a webhook. */
export interface HookFields {
  readonly name: string
  readonly url: string
  readonly secret: string
}

/**
 * One provider's API, for one connection: two real ones stand behind it, Webex and SeaTable. Every method
 * rejects with `ProviderError`.
 */
export interface Provider {
  /** Words for sentences, such as `Webex`. */
  readonly title: string
  /** Every webhook that the token may see. One list call. */
  hooks(): Promise<readonly Hook[]>
  create(fields: HookFields): Promise<Hook>
  /** Writes all fields anew, which also wakes an inactive webhook. */
  save(id: string, fields: HookFields): Promise<void>
  /** One that is gone already is fine. */
  remove(id: string): Promise<void>
  /** What happened in a gap, as far as the API tells. */
  missed(search: Search, hookId: string): Promise<Found>
  /** Begins to remember which notifications have arrived. */
  memory(): Memory
}
