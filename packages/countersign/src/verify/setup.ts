import { WebhookError } from '../errors/webhook-error.ts'
import type { LiveKey } from '../keys/secret.ts'
import { defaultMaxBytes } from '../message/body.ts'
import type { Platform } from '../platform/platform.ts'
import type { CheckContext } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'
import type { VerifierOptions } from './options.ts'

/** A verifier's options, read once and checked. */
export interface Setup<S extends Scheme = Scheme> {
  readonly scheme: S
  readonly keys: readonly LiveKey[]
  readonly platform: Platform
  readonly toleranceSeconds: number | undefined
  readonly maxBytes: number
  readonly publicUrl: string | undefined
  readonly params: Readonly<Record<string, string>>
  readonly resolveKey: CheckContext['resolveKey']
  /** Whether something is awaited between reading the input and the event: then the input is copied first. */
  readonly copies: boolean
}

const noParams: Readonly<Record<string, string>> = Object.freeze({})

function wrong(detail: string): WebhookError {
  return new WebhookError('ERR_OPTIONS_INVALID', { detail })
}

/** The scheme of some options; throws ERR_OPTIONS_INVALID where it is none. */
export function checkedScheme<S extends Scheme>(options: { readonly scheme: S }): S {
  const scheme = (options as { scheme?: S } | undefined)?.scheme
  if (typeof scheme?.proof?.check !== 'function') {
    throw wrong('scheme is none: import one, as in import { webex } from "countersign/schemes/webex".')
  }
  return scheme
}

/** A key that cannot be fetched refuses the message, and says so. */
function available(resolveKey: NonNullable<CheckContext['resolveKey']>): typeof resolveKey {
  return async (wanted) => {
    try {
      return await resolveKey(wanted)
    } catch (cause) {
      throw WebhookError.is(cause) ? cause : new WebhookError('ERR_KEY_UNAVAILABLE', { cause })
    }
  }
}

/** Reads and checks the options of a verifier. */
export function readOptions<S extends Scheme>(
  options: VerifierOptions<S>,
  keys: readonly LiveKey[],
  platform: Platform,
): Setup<S> {
  const {
    scheme,
    toleranceSeconds,
    maxBytes = defaultMaxBytes,
    publicUrl,
    params = noParams,
    resolveKey,
  } = options
  // NaN compares false with everything: as a tolerance or a limit it would refuse nothing.
  if (toleranceSeconds !== undefined && !(Number.isFinite(toleranceSeconds) && toleranceSeconds >= 0)) {
    throw wrong('toleranceSeconds is no number of seconds.')
  }
  if (keys.length === 0 && resolveKey === undefined) {
    throw wrong(`${scheme.name} fetches the keys that messages name: give resolveKey.`)
  }
  for (const [name, spec] of Object.entries(scheme.proof.params ?? {})) {
    // An empty setting would be matched by an empty claim.
    if (spec.optional !== true && (!Object.hasOwn(params, name) || !params[name]))
      throw wrong(`${scheme.name} needs the param ${name}: ${spec.title}.`)
  }
  if (!(Number.isSafeInteger(maxBytes) && maxBytes >= 0)) throw wrong('maxBytes is no number of bytes.')
  if (publicUrl !== undefined && !/^https?:\/\//i.test(String(publicUrl))) {
    throw wrong('publicUrl is no whole URL, such as https://example.com/webhooks/acme.')
  }
  return {
    scheme,
    keys,
    platform,
    toleranceSeconds: toleranceSeconds ?? scheme.proof.toleranceSeconds,
    maxBytes,
    publicUrl: publicUrl === undefined ? undefined : String(publicUrl),
    params,
    resolveKey: resolveKey === undefined ? undefined : available(resolveKey),
    copies: !platform.synchronous || scheme.proof.synchronous !== true || keys.some((key) => key.awaited),
  }
}
