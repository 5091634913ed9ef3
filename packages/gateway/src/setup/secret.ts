import type { Unnumbered } from '../model/configuration.ts'
import { endOthers } from '../model/end-others.ts'
import { Refusal } from '../model/refusal.ts'
import { schemeOf } from '../model/scheme-ref.ts'
import type { SealedSecret } from '../model/secret.ts'
import { publishScheme, type Source } from '../model/source.ts'
import type { Command, SetupContext } from './command.ts'
import { checkSigningSecret, makeSecret } from './destination.ts'
import { findDestination, findSource } from './find.ts'
import { refuseCostly } from './scheme-cost.ts'
import { type GivenSecret, sealSecret } from './seal-secret.ts'
import { checkSecrets } from './source.ts'
import type { Standing } from './standing.ts'

/** Whose secret it is: a source's or a destination's, by name or id. */
export interface SecretOwner {
  readonly noun: 'source' | 'destination'
  readonly owner: string
}

/** A secret to be added. */
export interface NewSecret extends SecretOwner {
  /** Absent: made with `secretFor`, for a destination alone. */
  readonly value: string
  readonly notBefore: number | null
  readonly expiresAt: number | null
  /** Rotation: the others end so long after this one begins. */
  readonly expireOthersAfterSeconds?: number | undefined
}

/** The text of the next secret of a destination, or ERR_INPUT of a source: there it is the provider's. */
export function secretFor(now: Standing, { noun, owner }: SecretOwner, context: SetupContext): string {
  if (noun === 'destination') return makeSecret(schemeOf(findDestination(now, owner)), context)
  refuseSecretless(findSource(now, owner))
  throw new Refusal('ERR_INPUT', '/value: is missing: a source’s secret is the provider’s.')
}

/**
 * Adds a secret beside the others; an unsigned destination is signed for from its first secret on. Throws
 * ERR_NOT_FOUND, ERR_SECRET_NOT_WANTED and the library's ERR_SECRET_* codes.
 */
export const addSecret: Command<NewSecret> = (
  now,
  { noun, owner, expireOthersAfterSeconds, ...given },
  context,
) => {
  const signed = noun === 'destination' ? findDestination(now, owner) : null
  const of = signed ?? sourceFor(now, owner, given, context)
  if (signed !== null) checkSigningSecret(schemeOf(signed), given.value, context.catalog)
  const sealed = sealSecret(of.id, given, context)
  const ended =
    expireOthersAfterSeconds === undefined
      ? []
      : endOthers(now.secretsOf(of.id), endOf(sealed, expireOthersAfterSeconds))
  return {
    secrets: [sealed, ...ended],
    destinations: signed?.unsigned ? [{ ...signed, unsigned: false }] : [],
    // Whoever gives the secret himself has nothing to confirm.
    sources:
      'state' in of && of.state === 'enrolling' && now.secretsOf(of.id).length === 0
        ? [{ ...of, state: 'live' }]
        : [],
  }
}

function sourceFor(
  now: Standing,
  owner: string,
  given: Pick<GivenSecret, 'value' | 'expiresAt'>,
  context: SetupContext,
): Unnumbered<Source> {
  const source = findSource(now, owner)
  refuseSecretless(source)
  checkSecrets(schemeOf(source), [given], context.catalog)
  refuseCostly(schemeOf(source), [...now.secretsOf(source.id), given], context.now)
  return source
}

/** Says when a secret ends; null: never. Throws ERR_NOT_FOUND, and ERR_INPUT where too many would be live again. */
export const endSecret: Command<
  SecretOwner & { readonly secret: string; readonly expiresAt: number | null }
> = (now, { secret, expiresAt, ...whose }, context) => {
  const ended = { ...findSecret(now, whose, secret), expiresAt }
  if (whose.noun === 'source') {
    const others = now.secretsOf(ended.owner).filter(({ id }) => id !== ended.id)
    refuseCostly(schemeOf(findSource(now, whose.owner)), [...others, ended], context.now)
  }
  return { secrets: [ended] }
}

/** Revokes a secret. Throws ERR_NOT_FOUND, ERR_LAST_SECRET. */
export const revokeSecret: Command<SecretOwner & { readonly secret: string }> = (
  now,
  { secret, ...whose },
) => {
  const { id, owner } = findSecret(now, whose, secret)
  // A source without secrets refuses everything, which is what revoking a leaked one must do at once.
  // A destination without one would get deliveries that nobody can check.
  if (whose.noun === 'destination' && now.secretsOf(owner).length === 1) throw new Refusal('ERR_LAST_SECRET')
  return { remove: [id] }
}

function findSecret(now: Standing, { noun, owner }: SecretOwner, secret: string): SealedSecret {
  const of = noun === 'source' ? findSource(now, owner) : findDestination(now, owner)
  const found = now.secretsOf(of.id).find(({ id }) => id === secret)
  if (found === undefined) throw new Refusal('ERR_NOT_FOUND')
  return found
}

function refuseSecretless({ unsigned, scheme }: { unsigned?: boolean; scheme: string }): void {
  if (unsigned || scheme === publishScheme) throw new Refusal('ERR_SECRET_NOT_WANTED')
}

/** When a rotation ends the others: so long after the new one begins. */
function endOf({ notBefore, createdAt }: SealedSecret, afterSeconds: number): number {
  return Math.max(notBefore ?? createdAt, createdAt) + afterSeconds * 1000
}
