import { createSigner, type Scheme, type Signer, WebhookError } from 'countersign'
import type { Destination } from '../model/destination.ts'
import type { Lane } from '../model/lane.ts'
import type { SealedSecret } from '../model/secret.ts'
import { compileSubscription, type Subscription } from '../model/subscription.ts'
import type { Catalog } from './catalog.ts'
import type { Failure } from './evaluation.ts'
import { type OpenedSecret, openSecrets, type Unseal } from './open-secrets.ts'
import { compileOrderKey, type OrderKey } from './order-key.ts'

/** A destination, ready for use. */
export interface LiveDestination {
  readonly destination: Destination
  /** By shard. */
  readonly lanes: readonly Lane[]
  readonly scheme: Scheme | null
  /** Signs with all secrets that are live at the moment; null for an unsigned one, and for a broken one. */
  readonly signer: Signer | null
  /** Opened; for the countersignature. */
  readonly secrets: readonly OpenedSecret[]
  /** The key of an event's deliveries to it; null where they go in no order. */
  readonly orderKey: OrderKey | null
  /** Whether it takes events of a type; null: of every type. */
  readonly subscription: Subscription | null
  /** Why nothing can be signed for it. A broken destination is not sent to. */
  readonly broken: { readonly code: string; readonly explanation: string } | null
}

/** Opens a destination's secrets and builds its signer. Never throws. */
export function buildDestination(
  destination: Destination,
  lanes: readonly Lane[],
  sealed: readonly SealedSecret[],
  unseal: Unseal,
  catalog: Catalog,
): LiveDestination {
  const scheme = catalog.scheme(destination.scheme) ?? null
  const orderKey = orderKeyOf(destination)
  const subscription = compileSubscription(destination.types ?? [])
  const live = { destination, lanes, scheme, signer: null, secrets: [], orderKey, subscription, broken: null }
  if (scheme === null) {
    const explanation = `There is no scheme "${destination.scheme}" in this version.`
    return { ...live, broken: { code: 'ERR_SCHEME_UNKNOWN', explanation } }
  }
  if (destination.unsigned) return live
  try {
    const secrets = openSecrets(sealed, unseal)
    return { ...live, secrets, signer: createSigner({ scheme, secrets }) }
  } catch (error) {
    const explanation = WebhookError.is(error)
      ? error.message
      : 'A secret of this destination cannot be opened with the sealing key that is in use.'
    return {
      ...live,
      broken: { code: WebhookError.is(error) ? error.code : 'ERR_SECRET_UNREADABLE', explanation },
    }
  }
}

/** Where an expression cannot be used, or cannot say, one key for all: never none, which would let one overtake another. */
function orderKeyOf({ policy }: Destination): OrderKey | null {
  const { order } = policy
  if (order === undefined || order === null) return null
  try {
    const key = compileOrderKey(order.key, 'stored')
    return (view) => {
      let why: Failure | null = null
      const found = key(view, (failure) => {
        why = failure
      })
      return why === null || why === 'failed' ? found : ''
    }
  } catch {
    return () => ''
  }
}
