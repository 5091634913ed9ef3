import { randomBytes } from 'node:crypto'
import { createSigner } from 'countersign'
import type { Egress } from '../egress/egress.ts'
import type { ConfigurationChange } from '../model/configuration.ts'
import type { Destination } from '../model/destination.ts'
import { defaultDeliveryPolicy } from '../model/schedule.ts'
import type { Seal } from '../seal/seal.ts'
import { schemeNamed } from './catalogue.ts'
import { changeDeliveryPolicy, type DestinationInput } from './destination-input.ts'
import { newId } from './new-id.ts'
import { Problem } from './problem.ts'
import { refuseAddressScheme, refusePushFields } from './pull-destination.ts'
import { sealSecret } from './sealed-secret.ts'

/** What making destinations needs. */
export interface DestinationContext {
  readonly seal: Seal
  readonly egress: Pick<Egress, 'refusal'>
  readonly now: number
}

/**
 * The change that makes a destination with one secret, given or made, or an unsigned one. Throws ERR_INPUT,
 * ERR_DESTINATION_URL, ERR_DESTINATION_PRIVATE, ERR_SCHEME_UNKNOWN, ERR_SECRET_NOT_WANTED, ERR_SCHEME_CANNOT_SIGN and the library's ERR_SECRET_* codes.
 */
export function createDestination(
  input: DestinationInput,
  { seal, egress, now }: DestinationContext,
): {
  readonly destination: Omit<Destination, 'number'>
  readonly change: ConfigurationChange
  /** Null for an unsigned one. */
  readonly secret: string | null
} {
  const { kind = 'push', url = '' } = input
  const allowPrivate = input.allowPrivate ?? false
  if (kind === 'pull') refusePushFields(input)
  else checkAddress(egress, url, allowPrivate)
  const unsigned = input.unsigned ?? false
  if (unsigned && input.secret !== undefined) throw new Problem('ERR_SECRET_NOT_WANTED')
  const secret = input.secret ?? makeSecret(input.scheme)
  checkSigningSecret(input.scheme, secret)
  if (kind === 'pull') refuseAddressScheme(input.scheme, secret)
  const destination: Omit<Destination, 'number'> = {
    id: newId('dst'),
    name: input.name,
    kind,
    url,
    scheme: input.scheme,
    allowPrivate,
    ca: input.ca ?? null,
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

/** Refuses what cannot be delivered to, or not without `allowPrivate`. */
export function checkAddress(egress: Pick<Egress, 'refusal'>, url: string, allowPrivate: boolean): void {
  const refusal = egress.refusal(url, allowPrivate)
  if (refusal !== null) throw new Problem(refusal)
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
  if (scheme.proof.sign === undefined) throw new Problem('ERR_SCHEME_CANNOT_SIGN')
  createSigner({ scheme, secrets: secret })
}
