import 'countersign/messages'
import { createSigner, type Scheme, type Signer, WebhookError } from 'countersign'
import type { Destination } from '../model/destination.ts'
import type { Lane } from '../model/lane.ts'
import { schemeOf } from '../model/scheme-ref.ts'
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
  readonly broken: Broken | null
}

/** Why nothing can be signed. */
export interface Broken {
  readonly code: string
  readonly explanation: string
}

type Signing = Pick<LiveDestination, 'scheme' | 'signer' | 'secrets' | 'broken'>

/** What a destination is made of. */
export interface DestinationParts {
  readonly destination: Destination
  readonly lanes: readonly Lane[]
  readonly sealed: readonly SealedSecret[]
}

/**
 * A destination that is made ready when it is first used: its secrets are opened and its expressions compiled then.
 * Of tens of thousands most are at rest.
 *
 * @param onBroken - told where it proves to be broken: once for each time that it is put together
 */
export function buildDestination(
  parts: DestinationParts,
  unseal: Unseal,
  catalog: Catalog,
  onBroken: (destination: Destination, broken: Broken) => void,
): LiveDestination {
  return new ReadyWhenUsed(parts, unseal, catalog, onBroken)
}

class ReadyWhenUsed implements LiveDestination {
  readonly #parts: DestinationParts
  readonly #unseal: Unseal
  readonly #catalog: Catalog
  readonly #onBroken: (destination: Destination, broken: Broken) => void
  #signing: Signing | undefined
  #orderKey: OrderKey | null | undefined
  #subscription: Subscription | null | undefined

  constructor(
    parts: DestinationParts,
    unseal: Unseal,
    catalog: Catalog,
    onBroken: (destination: Destination, broken: Broken) => void,
  ) {
    this.#parts = parts
    this.#unseal = unseal
    this.#catalog = catalog
    this.#onBroken = onBroken
  }

  get destination(): Destination {
    return this.#parts.destination
  }

  get lanes(): readonly Lane[] {
    return this.#parts.lanes
  }

  get scheme(): Scheme | null {
    return this.#ready().scheme
  }

  get signer(): Signer | null {
    return this.#ready().signer
  }

  get secrets(): readonly OpenedSecret[] {
    return this.#ready().secrets
  }

  get broken(): Broken | null {
    return this.#ready().broken
  }

  get orderKey(): OrderKey | null {
    if (this.#orderKey === undefined) this.#orderKey = orderKeyOf(this.destination)
    return this.#orderKey
  }

  get subscription(): Subscription | null {
    if (this.#subscription === undefined)
      this.#subscription = compileSubscription(this.destination.types ?? [])
    return this.#subscription
  }

  #ready(): Signing {
    if (this.#signing === undefined) {
      const { destination } = this.#parts
      this.#signing = signingOf(this.#parts, this.#unseal, this.#catalog)
      const { broken } = this.#signing
      // Of what is deleted the secrets are gone, on purpose.
      if (broken !== null && destination.deletedAt === null) this.#onBroken(destination, broken)
    }
    return this.#signing
  }
}

/** Opens a destination's secrets and builds its signer. Never throws. */
function signingOf({ destination, sealed }: DestinationParts, unseal: Unseal, catalog: Catalog): Signing {
  const scheme = catalog.scheme(schemeOf(destination)) ?? null
  const signing = { scheme, signer: null, secrets: [], broken: null }
  if (scheme === null) {
    const explanation = `There is no scheme "${destination.scheme}" in this version.`
    return { ...signing, broken: { code: 'ERR_SCHEME_UNKNOWN', explanation } }
  }
  if (destination.unsigned) return signing
  try {
    const secrets = openSecrets(sealed, unseal)
    return { ...signing, secrets, signer: createSigner({ scheme, secrets }) }
  } catch (error) {
    const explanation = WebhookError.is(error)
      ? error.message
      : 'A secret of this destination cannot be opened with the sealing key that is in use.'
    const code = WebhookError.is(error) ? error.code : 'ERR_SECRET_UNREADABLE'
    return { ...signing, broken: { code, explanation } }
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
