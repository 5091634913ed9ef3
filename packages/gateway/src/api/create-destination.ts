import { randomBytes } from 'node:crypto'
import { canSign, createSigner } from 'countersign'
import type { ConfigurationChange } from '../model/configuration.ts'
import { type Destination, pullKind } from '../model/destination.ts'
import { defaultDeliveryPolicy } from '../model/schedule.ts'
import type { Seal } from '../seal/seal.ts'
import type { Transports } from '../transports/transports.ts'
import { schemeNamed } from './catalogue.ts'
import { addressOf } from './destination-address.ts'
import { changeDeliveryPolicy, type DestinationInput } from './destination-input.ts'
import { newId } from './new-id.ts'
import { Problem } from './problem.ts'
import { refuseAddressScheme, refusePushFields } from './pull-destination.ts'
import { sealSecret } from './sealed-secret.ts'

/** What making destinations needs. */
export interface DestinationContext {
  readonly seal: Seal
  readonly transports: Transports
  readonly now: number
}

/**
 * The change that makes a destination with one secret, given or made, or an unsigned one. Throws ERR_INPUT,
 * ERR_DESTINATION_URL, ERR_DESTINATION_PRIVATE, ERR_SCHEME_UNKNOWN, ERR_SECRET_NOT_WANTED, ERR_SCHEME_CANNOT_SIGN and the library's ERR_SECRET_* codes.
 */
export function createDestination(
  input: DestinationInput,
  { seal, transports, now }: DestinationContext,
): {
  readonly destination: Omit<Destination, 'number'>
  readonly change: ConfigurationChange
  /** Null for an unsigned one. */
  readonly secret: string | null
} {
  const { kind = transports.first.name } = input
  const to = addressOf(transports, kind, input)
  if (kind === pullKind) refusePushFields(input)
  const unsigned = input.unsigned ?? false
  if (unsigned && input.secret !== undefined) throw new Problem('ERR_SECRET_NOT_WANTED')
  const secret = input.secret ?? makeSecret(input.scheme)
  checkSigningSecret(input.scheme, secret)
  if (kind === pullKind) refuseAddressScheme(input.scheme, secret)
  const destination: Omit<Destination, 'number'> = {
    id: newId('dst'),
    name: input.name,
    kind,
    to,
    scheme: input.scheme,
    headers: input.headers ?? {},
    policy: changeDeliveryPolicy(defaultDeliveryPolicy, input),
    tenant: input.tenant ?? null,
    types: input.types ?? [],
    unsigned,
    paused: input.paused ? 'operator' : null,
    createdAt: now,
    deletedAt: null,
  }
  if (unsigned) return { destination, change: { destinations: [destination] }, secret: null }
  const sealed = sealSecret(seal, destination.id, { value: secret, notBefore: null, expiresAt: null }, now)
  return { destination, change: { destinations: [destination], secrets: [sealed] }, secret }
}

/** 32 random bytes in plain base64url; where the scheme does not read that as a key, as Standard Webhooks writes them. */
export function makeSecret(schemeName: string): string {
  const bytes = randomBytes(32)
  const plain = bytes.toString('base64url')
  try {
    createSigner({ scheme: schemeNamed(schemeName), secrets: plain })
    return plain
  } catch {
    return `whsec_${bytes.toString('base64')}`
  }
}

/** Refuses a scheme that cannot sign, and a secret that it cannot sign with. */
export function checkSigningSecret(schemeName: string, secret: string): void {
  const scheme = schemeNamed(schemeName)
  if (!canSign(scheme)) throw new Problem('ERR_SCHEME_CANNOT_SIGN')
  createSigner({ scheme, secrets: secret })
}
