import { platform as defaultPlatform } from '#platform'
import { readSecrets } from '../keys/secret.ts'
import type { Input } from '../message/input.ts'
import type { HashPlatform, Platform } from '../platform/platform.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { check } from './check.ts'
import type { WebhookEvent } from './event.ts'
import type { At, VerifierOptions } from './options.ts'
import { found, immediate, promised, settled, settledAtOnce, type VerifyResult } from './outcome.ts'
import { checkedScheme, readOptions, type Setup } from './setup.ts'

/** A scheme and its secrets, read and checked once. */
export interface Verifier<S extends Scheme = Scheme> {
  readonly scheme: S
  /** The verified event; rejects with a WebhookError. */
  verify(input: Input, at?: At): Promise<WebhookEvent<S>>
  /** Never rejects. */
  safeVerify(input: Input, at?: At): Promise<VerifyResult<S>>
  /** At once, where node:crypto is; throws a WebhookError. */
  verifySync(input: Input, at?: At): WebhookEvent<S>
  /** At once, and never throws. */
  safeVerifySync(input: Input, at?: At): VerifyResult<S>
}

/** The options and their secrets, read and checked. */
function setupOn<S extends Scheme>(on: HashPlatform, options: VerifierOptions<S>): Setup<S> {
  // A proof with public keys brings what it needs of them, see `withKeyPairs`.
  const platform = on as Platform
  const scheme = checkedScheme(options)
  return readOptions(options, readSecrets(options.secrets, scheme, platform), platform)
}

/** As `createVerifier`, on a platform of choice. */
export function verifierOn<S extends Scheme>(on: HashPlatform, options: VerifierOptions<S>): Verifier<S> {
  const setup = setupOn(on, options)
  return {
    scheme: setup.scheme,
    verify: (input, at) => promised(() => check(setup, input, at?.now)),
    safeVerify: (input, at) => settled(() => check(setup, input, at?.now)),
    verifySync: (input, at) => immediate(() => check(setup, input, at?.now)),
    safeVerifySync: (input, at) => settledAtOnce(() => check(setup, input, at?.now)),
  }
}

/**
 * Reads and checks a scheme's secrets once, so that a missing one fails at boot, and verifies with them. Its methods
 * throw what `verify` rejects with.
 *
 * @throws {WebhookError} ERR_SECRET_EMPTY
 * @throws {WebhookError} ERR_SECRET_MALFORMED
 * @throws {WebhookError} ERR_OPTIONS_INVALID
 *
 * @example
 * const verifier = createVerifier({ scheme: webex, secrets: process.env.WEBEX_SECRET })
 * const event = await verifier.verify(request)
 */
export function createVerifier<S extends Scheme>(options: VerifierOptions<S>): Verifier<S> {
  return verifierOn(defaultPlatform, options)
}

/** As `safeVerify` of a verifier, for who has no time for a promise where there is nothing to wait for. */
export type Checker<S extends Scheme> = (input: Input) => VerifyResult<S> | Promise<VerifyResult<S>>

/** Reads as `createVerifier` does, and throws what it throws. */
export function createChecker<S extends Scheme>(options: VerifierOptions<S>): Checker<S> {
  const setup = setupOn(defaultPlatform, options)
  return (input) => found(() => check(setup, input, undefined))
}
