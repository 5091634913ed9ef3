import type { Address, DeliveryOrder } from '../../model/destination.ts'
import type { Health } from '../../model/health.ts'
import type { SchemeRef } from '../../model/scheme-ref.ts'
import type { ManagedJson } from './managed.ts'
import type { RouteJson } from './route.ts'
import type { SecretJson } from './secret.ts'

/** How a destination does, as the gateways that send to it have written down. */
export interface HealthJson {
  readonly state: Health['state']
  readonly failures: number
  readonly failingSince: string | null
}

/** A destination as the API shows it, beside the fields of the first kind. */
export interface DestinationJson extends ManagedJson {
  readonly id: string
  readonly name: string
  readonly kind: string
  /** The address of a kind beside the first. */
  readonly to?: Address | undefined
  /** The address in one line; null where it has none. */
  readonly address: string | null
  readonly scheme: SchemeRef
  readonly tenant: string | null
  readonly types: readonly string[]
  readonly unsigned: boolean
  readonly headers: Readonly<Record<string, string>>
  readonly retryScheduleMs: readonly number[]
  readonly timeoutMs: number
  readonly concurrency: number
  readonly shards: number
  readonly ratePerSecond: number | null
  readonly order: DeliveryOrder | null
  readonly paused: 'operator' | 'health' | 'gone' | null
  readonly health: HealthJson
  readonly secrets: SecretJson[]
  readonly createdAt: string
  /** Another one says that somebody has changed it. */
  readonly etag: string
  /** The text of its secret; in the answer that makes it alone. */
  readonly secret?: string | undefined
  /** Those that were made with it; in the answer that makes it alone. */
  readonly routes?: readonly RouteJson[] | undefined
  readonly warnings?: readonly string[] | undefined
}
