import type { SchemeRef } from '../model/scheme-ref.ts'
import type { DestinationChange, DestinationInput } from './destination.ts'
import type { SourceChange, SourceInput } from './source.ts'

/**
 * A wanted whole, in the API's words. A field that is left out stays as it is, and has its default where the thing is
 * made. A list that is left out is not spoken of: nothing of it is removed.
 */
export interface Declared {
  readonly sources?: readonly DeclaredSource[] | undefined
  readonly destinations?: readonly DeclaredDestination[] | undefined
  readonly routes?: readonly DeclaredRoute[] | undefined
  readonly connections?: readonly DeclaredConnection[] | undefined
}

/** A wanted source. */
export interface DeclaredSource
  extends Omit<SourceChange, 'state' | 'scheme'>,
    Pick<SourceInput, 'name' | 'scheme'> {
  readonly unsigned?: boolean | undefined
  /** Those that it shall have: others end. Absent: as they are. */
  readonly secrets?: readonly DeclaredSecret[] | undefined
}

/** A wanted secret; its validity is left as it is where nothing is said of it. */
export interface DeclaredSecret {
  readonly value: string
  readonly notBefore?: number | null | undefined
  readonly expiresAt?: number | null | undefined
}

/** A wanted destination; without `secret` it gets one when it is made, and never again. */
export interface DeclaredDestination
  extends Omit<DestinationChange, 'name'>,
    Pick<DestinationInput, 'name' | 'kind' | 'secret' | 'unsigned'> {
  /** Default: `standard-webhooks`. */
  readonly scheme?: SchemeRef | undefined
  /** Wanted routes to it, as if they stood among the others. Where they are given, it shall have no others. */
  readonly routes?: readonly Omit<DeclaredRoute, 'destination'>[] | undefined
}

/** A wanted route; its ends by name. */
export interface DeclaredRoute {
  readonly source: string
  readonly destination: string
  /** Null: all pass. */
  readonly filter?: string | null | undefined
}

/** A wanted webhook at a provider, with a source of its name. */
export interface DeclaredConnection {
  readonly name: string
  readonly provider: string
  /** The base of the provider's API. Absent: as it is, or the provider's own. */
  readonly api?: string | undefined
  /** As they are kept: what the provider's own rules make of them. */
  readonly settings: Readonly<Record<string, string>>
  /** The provider's. Absent: as it is; one that is made needs it. */
  readonly token?: string | undefined
}
