import { timingSafeEqual } from 'node:crypto'
import type { Unnumbered } from '../model/configuration.ts'
import { Refusal } from '../model/refusal.ts'
import { schemeOf } from '../model/scheme-ref.ts'
import type { Source } from '../model/source.ts'
import type { Command, SetupContext } from './command.ts'
import { checkConfirmable } from './enrolls.ts'
import { findSource } from './find.ts'
import { openSecret, sealSecret } from './seal-secret.ts'
import { checkSecrets } from './source.ts'
import type { Standing } from './standing.ts'

/**
 * Takes the secret that a provider has set by a handshake, unconfirmed. Nothing happens where the same one comes again.
 * Throws ERR_NOT_FOUND, ERR_NOT_ENROLLING where there is another or the source is live, and the library's ERR_SECRET_* codes.
 */
export const enrollSource: Command<{ readonly source: string; readonly secret: string }> = (
  now,
  { source: id, secret: value },
  context,
) => {
  const source = enrolling(now, id)
  const [held] = now.secretsOf(source.id)
  if (held !== undefined) {
    if (isSame(openSecret(held, context), value)) return {}
    throw new Refusal('ERR_NOT_ENROLLING', 'It has been given another secret, which is never replaced.')
  }
  checkSecrets(schemeOf(source), [{ value }], context.catalog)
  return { secrets: [sealSecret(source.id, { value, notBefore: null, expiresAt: null }, context)] }
}

/** The texts of the secrets that wait to be confirmed. Throws ERR_NOT_FOUND, ERR_NOT_ENROLLING. */
export function pendingSecrets(
  now: Standing,
  source: string,
  context: Pick<SetupContext, 'seal'>,
): readonly { readonly id: string; readonly value: string | null; readonly createdAt: number }[] {
  return now
    .secretsOf(enrolling(now, source).id)
    .map((secret) => ({ id: secret.id, value: openSecret(secret, context), createdAt: secret.createdAt }))
}

/**
 * Confirms the secret that a handshake has brought: the source is live from now on. Throws ERR_NOT_FOUND, and
 * ERR_NOT_ENROLLING where there is none to confirm, or, from two gateways at a time, more than one.
 */
export const confirmSource: Command<{ readonly source: string }> = (now, { source: nameOrId }) => {
  const source = enrolling(now, nameOrId)
  checkConfirmable(now, source.id)
  return { sources: [{ ...source, state: 'live' }] }
}

function enrolling(now: Standing, nameOrId: string): Unnumbered<Source> {
  const source = findSource(now, nameOrId)
  if (source.state === 'enrolling') return source
  throw new Refusal('ERR_NOT_ENROLLING', 'The source is live.')
}

function isSame(one: string | null, other: string): boolean {
  if (one === null) return false
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
