import { fault } from '../errors/fault.ts'
import type { LiveKey } from '../keys/secret.ts'
import { defaultMaxBytes } from '../message/body.ts'
import { isWholeUrl } from '../message/public-url.ts'
import type { Platform } from '../platform/platform.ts'
import type { CheckContext } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'
import type { VerifierOptions } from './options.ts'

/** A verifier's options, read once and checked. */
export interface Setup<S extends Scheme = Scheme> {
  readonly scheme: S
  readonly keys: readonly LiveKey[]
  readonly platform: Platform
  readonly maxBytes: number
  readonly publicUrl: string | undefined
  readonly toleranceSeconds: number | undefined
  readonly params: Readonly<Record<string, string>>
  readonly resolveKey: CheckContext['resolveKey']
  /** Whether something is awaited between reading the input and the event: then the input is copied first. */
  readonly copies: boolean
}

/** The scheme of some options; throws ERR_OPTIONS_INVALID where it is none. */
export function checkedScheme<S extends Scheme>(options: { readonly scheme: S }): S {
  const scheme = (options as { scheme?: S } | undefined)?.scheme
  if (typeof scheme?.proof?.check !== 'function') {
    throw fault('ERR_OPTIONS_INVALID', 'no-scheme')
  }
  return scheme
}

/** Reads and checks the options of a verifier. */
export function readOptions<S extends Scheme>(
  options: VerifierOptions<S>,
  keys: readonly LiveKey[],
  platform: Platform,
): Setup<S> {
  const { scheme, toleranceSeconds, maxBytes = defaultMaxBytes, publicUrl, params = {}, resolveKey } = options
  // NaN compares false with everything: as a tolerance or a limit it would refuse nothing.
  if (toleranceSeconds !== undefined && !(Number.isFinite(toleranceSeconds) && toleranceSeconds >= 0)) {
    throw fault('ERR_OPTIONS_INVALID', 'no-tolerance')
  }
  if (keys.length === 0 && resolveKey === undefined) {
    throw fault('ERR_OPTIONS_INVALID', `no-resolve-key ${scheme.name}`)
  }
  scheme.proof.checkParams?.(scheme, params)
  if (!(Number.isSafeInteger(maxBytes) && maxBytes >= 0)) throw fault('ERR_OPTIONS_INVALID', 'no-limit')
  if (publicUrl !== undefined && !isWholeUrl(String(publicUrl))) {
    throw fault('ERR_OPTIONS_INVALID', 'no-url')
  }
  return {
    scheme,
    keys,
    platform,
    maxBytes,
    publicUrl: publicUrl?.toString(),
    params,
    resolveKey,
    toleranceSeconds: toleranceSeconds ?? scheme.proof.toleranceSeconds,
    copies: !platform.synchronous || scheme.proof.synchronous !== true || keys.some((key) => key.awaited),
  }
}
