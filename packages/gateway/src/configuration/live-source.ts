import 'countersign/messages'
import {
  createVerifier,
  credentialsOf,
  queryCredentialsOf,
  type Scheme,
  type Verifier,
  WebhookError,
} from 'countersign'
import { schemeOf } from '../model/scheme-ref.ts'
import type { SealedSecret } from '../model/secret.ts'
import { publishScheme, type Source } from '../model/source.ts'
import type { Catalog } from './catalog.ts'
import type { KeyResolver, WantedKey } from './key-resolver.ts'
import { type OpenedSecret, openSecrets, type Unseal } from './open-secrets.ts'
import { type PreparedAnswer, preparedAnswer } from './prepared-answer.ts'

/** A source, ready for use. */
export interface LiveSource {
  readonly source: Source
  /** Null for a source for publishing, and where the catalogue has no such scheme; then `broken` says so. */
  readonly scheme: Scheme | null
  /** Null for an unsigned source, one for publishing, and a broken one. */
  readonly verifier: Verifier | null
  /** The key that a message names, of a scheme whose keys are fetched; null for all others. */
  readonly resolveKey: ((wanted: WantedKey) => Promise<string>) | null
  /** Why everything is refused: a secret that cannot be opened or read, a scheme that is not there. */
  readonly broken: { readonly code: string; readonly explanation: string } | null
  /** Lower-case names of the headers that carry a credential. */
  readonly credentials: ReadonlySet<string>
  /** Names of the query's parameters that carry a credential. */
  readonly queryCredentials: ReadonlySet<string>
  /** Opened; for handshakes that prove that the gateway has them. */
  readonly secrets: readonly OpenedSecret[]
  /** The `params` that are text, as the library takes them. */
  readonly params: Readonly<Record<string, string>>
  /** Whether a POST may be a handshake, and whether the provider wants an answer of its own to an event. */
  readonly handshakes: { readonly posted: boolean; readonly event: boolean }
  /** What an event is answered with; null: the gateway's answer, which names the event. */
  readonly answer: PreparedAnswer | null
  /** The address as the provider knows it; undefined where the gateway has not been told its own. */
  readonly publicUrl: string | undefined
}

/** What sources are built with. */
export interface SourceParts {
  readonly catalog: Catalog
  readonly keys: KeyResolver
}

/** Headers that carry a credential whatever the scheme. */
const alwaysCredentials = ['authorization', 'proxy-authorization', 'cookie']
/** As those, in the query: RFC 6750 section 2.3. */
const alwaysQueryCredentials = ['access_token']

/** Lower-case names of the headers of a source that carry a credential. Without a scheme those that always do. */
export function credentialHeaders(
  scheme: Scheme | null,
  params: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  return new Set([...alwaysCredentials, ...(scheme === null ? [] : credentialsOf(scheme, params))])
}

/** Opens a source's secrets and builds its verifier. Never throws: what fails makes the source a broken one. */
export function buildSource(
  source: Source,
  secrets: readonly SealedSecret[],
  unseal: Unseal,
  publicUrl: string | null,
  { catalog, keys }: SourceParts,
): LiveSource {
  const scheme = catalog.scheme(schemeOf(source)) ?? null
  const params = textParams(source.params)
  const live = {
    source,
    scheme,
    verifier: null,
    resolveKey: null,
    broken: null,
    credentials: credentialHeaders(scheme, params),
    queryCredentials: new Set([
      ...alwaysQueryCredentials,
      ...(scheme === null ? [] : queryCredentialsOf(scheme, params)),
    ]),
    secrets: [],
    handshakes: handshakesOf(scheme),
    params,
    answer: preparedAnswer(source, scheme),
    publicUrl: publicUrl === null ? undefined : `${publicUrl}/in/${source.path}`,
  }
  if (source.unsigned || source.scheme === publishScheme) return live
  if (scheme === null) {
    const explanation = `There is no scheme "${source.scheme}" in this version.`
    return { ...live, broken: { code: 'ERR_SCHEME_UNKNOWN', explanation } }
  }
  try {
    const opened = openSecrets(secrets, unseal)
    const resolveKey =
      scheme.proof.keys === 'resolved' ? (wanted: WantedKey) => keys(wanted, scheme, source.number) : null
    const verifier = createVerifier({
      scheme,
      secrets: opened,
      toleranceSeconds: source.policy.toleranceSeconds ?? undefined,
      maxBytes: Number.MAX_SAFE_INTEGER,
      publicUrl: live.publicUrl,
      params: live.params,
      ...(resolveKey !== null && { resolveKey }),
    })
    return { ...live, verifier, resolveKey, secrets: opened }
  } catch (error) {
    return { ...live, broken: whyBroken(error) }
  }
}

function handshakesOf(scheme: Scheme | null): LiveSource['handshakes'] {
  const rules = scheme?.handshake ?? []
  return {
    posted: rules.some(({ when, event }) => when.method === 'POST' && event !== true),
    event: rules.some(({ event }) => event === true),
  }
}

/** The params that are text, as the library takes them. */
export function textParams(params: Source['params']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  )
}

function whyBroken(error: unknown): { code: string; explanation: string } {
  if (WebhookError.is(error)) return { code: error.code, explanation: error.message }
  return {
    code: 'ERR_SECRET_UNREADABLE',
    explanation: 'A secret of this source cannot be opened with the sealing key that is in use.',
  }
}
