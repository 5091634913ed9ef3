import { isDeepStrictEqual } from 'node:util'
import { createVerifier, WebhookError } from 'countersign'
import type { Catalog } from '../configuration/catalog.ts'
import type { Unnumbered } from '../model/configuration.ts'
import { Refusal } from '../model/refusal.ts'
import { type SchemeRef, schemeFields, schemeName, schemeOf } from '../model/scheme-ref.ts'
import {
  operationalSource,
  publishScheme,
  type Source,
  type SourceAnswer,
  type SourcePolicy,
} from '../model/source.ts'
import { defaultSourcePolicy } from '../model/source-policy.ts'
import { checkForwarded } from './check-forwarded.ts'
import { checkParams } from './check-params.ts'
import type { Command, SetupContext } from './command.ts'
import { checkConfirmable, enrolls } from './enrolls.ts'
import { findSource } from './find.ts'
import { isPublicKey } from './is-public-key.ts'
import { newId } from './new-id.ts'
import { refuseCostly } from './scheme-cost.ts'
import { refuseTakenScheme, schemeNamed } from './scheme-named.ts'
import { type GivenSecret, openSecret, sealSecret } from './seal-secret.ts'
import type { Standing } from './standing.ts'

/** What may be said of a source when it is made or changed. Null takes a limit away, absence leaves it as it is. */
export interface SourceChange {
  /** One of its own in place of another, under the secrets that it has. */
  readonly scheme?: SchemeRef | undefined
  readonly params?: Readonly<Record<string, string>> | undefined
  readonly onMismatch?: SourcePolicy['onMismatch'] | undefined
  readonly maxBodyBytes?: number | null | undefined
  readonly ratePerSecond?: number | null | undefined
  readonly toleranceSeconds?: number | null | undefined
  readonly dropSameBytesWithinMs?: number | null | undefined
  readonly silentAfterMs?: number | null | undefined
  /** Lower-case names. */
  readonly forwardHeaders?: readonly string[] | undefined
  readonly answer?: SourceAnswer | null | undefined
  readonly masks?: readonly string[] | undefined
  /** What comes from now on is indexed. */
  readonly index?: readonly string[] | undefined
  readonly rejections?: SourcePolicy['rejections'] | undefined
  /** `live` confirms a source that a handshake has enrolled. */
  readonly state?: 'live' | undefined
}

/** A new source. */
export interface SourceInput extends Omit<SourceChange, 'state' | 'scheme'> {
  readonly name: string
  readonly scheme: SchemeRef
  readonly secrets: readonly GivenSecret[]
  readonly unsigned: boolean
}

/**
 * Makes a source with its secrets. Throws ERR_CONFLICT, ERR_INPUT, ERR_SCHEME_UNKNOWN, ERR_SOURCE_WITHOUT_SECRET,
 * ERR_SECRET_NOT_WANTED and the library's ERR_SECRET_* codes.
 */
export const createSource: Command<SourceInput> = (now, input, context) => {
  const enrolling = waitsForSecret(input, context)
  if (!enrolling) checkProof(input, context)
  const { name, scheme, unsigned, secrets, params = {} } = input
  checkSourceParams({ ...schemeFields(scheme), unsigned }, params, context)
  checkForwarded({ ...schemeFields(scheme), params }, input.forwardHeaders ?? [], context.catalog)
  const { random, idBytes } = context
  // Whoever knows the address of an unsigned source may post to it, so nobody can guess it.
  const path = unsigned ? `${name}-${Buffer.from(random(16)).toString('hex')}` : name
  // An address is another's only where a name was made to look like one.
  if (now.source(name) !== undefined || now.sourceAt(path) !== undefined) {
    throw new Refusal('ERR_CONFLICT', `The source name "${name}" is taken.`)
  }
  const source: Omit<Source, 'number'> = {
    id: newId('src', idBytes),
    name,
    path,
    ...schemeFields(scheme),
    params,
    unsigned,
    state: enrolling ? 'enrolling' : 'live',
    policy: changePolicy(defaultSourcePolicy(schemeName(scheme)), input, context),
    createdAt: context.now,
    deletedAt: null,
  }
  return { sources: [source], secrets: secrets.map((secret) => sealSecret(source.id, secret, context)) }
}

/**
 * Changes the policy, the parameters, the state of a source, or a scheme of its own. Throws ERR_NOT_FOUND, ERR_INPUT,
 * ERR_FIXED, ERR_NOT_ENROLLING and the library's ERR_SECRET_* codes.
 */
export const changeSource: Command<{ readonly source: string; readonly change: SourceChange }> = (
  now,
  { source: nameOrId, change },
  context,
) => {
  const found = findSource(now, nameOrId)
  const source = change.scheme === undefined ? found : changeScheme(now, found, change.scheme, context)
  const { params = source.params, state = source.state } = change
  if (source !== found || change.params !== undefined) checkSourceParams(source, params, context)
  if (change.forwardHeaders !== undefined)
    checkForwarded({ ...source, params }, change.forwardHeaders, context.catalog)
  if (state !== source.state) checkConfirmable(now, source.id)
  return {
    sources: [{ ...source, params, state, policy: changePolicy(source.policy, change, context) }],
  }
}

/** Deletes a source with its secrets and routes; its events stay. Throws ERR_NOT_FOUND. */
export const deleteSource: Command<{ readonly source: string }> = (now, { source: nameOrId }, context) => {
  const source = findSource(now, nameOrId)
  return {
    sources: [{ ...source, deletedAt: context.now }],
    remove: [...now.secretsOf(source.id), ...now.routesOf(source.id)].map(({ id }) => id),
  }
}

/** Makes the built-in source where it is missing. Nothing can come in from outside: its secret is shown to nobody. */
export const provideOperationalSource: Command<object> = (now, _input, context) => {
  if (now.source(operationalSource) !== undefined) return {}
  const value = `whsec_${Buffer.from(context.random(32)).toString('base64')}`
  const secrets = [{ value, notBefore: null, expiresAt: null }]
  const input = { name: operationalSource, scheme: 'standard-webhooks', secrets, unsigned: false }
  return createSource(now, input, context)
}

/** Whether a source without a secret gets one of its provider, by a handshake. */
function waitsForSecret({ scheme, unsigned, secrets }: SourceInput, { catalog }: SetupContext): boolean {
  return scheme !== publishScheme && !unsigned && secrets.length === 0 && enrolls(catalog, scheme)
}

/** What is for publishing needs no secret and takes none: nothing comes in to be verified. */
export function checkProof(
  {
    scheme,
    unsigned,
    secrets,
  }: {
    readonly scheme: SchemeRef
    readonly unsigned: boolean
    readonly secrets: readonly { readonly value: string; readonly expiresAt?: number | null | undefined }[]
  },
  { catalog, now }: Pick<SetupContext, 'catalog' | 'now'>,
): void {
  if (scheme === publishScheme) {
    if (secrets.length > 0 || unsigned) throw new Refusal('ERR_SECRET_NOT_WANTED')
    return
  }
  refuseTakenScheme(catalog, scheme)
  const { proof } = schemeNamed(catalog, scheme)
  if (unsigned && secrets.length > 0) throw new Refusal('ERR_SECRET_NOT_WANTED')
  if (!unsigned && secrets.length === 0 && proof.keys !== 'resolved') {
    throw new Refusal('ERR_SOURCE_WITHOUT_SECRET')
  }
  checkSecrets(scheme, secrets, catalog)
  refuseCostly(scheme, secrets, now)
}

/** Refuses secrets that the scheme cannot use: empty, with white space around them, of the wrong kind. */
export function checkSecrets(
  scheme: SchemeRef,
  secrets: readonly Pick<GivenSecret, 'value'>[],
  catalog: Catalog,
): void {
  if (secrets.length === 0) return
  const named = schemeNamed(catalog, scheme)
  // What the params hold is looked at by itself.
  const params = Object.fromEntries(Object.keys(named.proof.params ?? {}).map((name) => [name, name]))
  createVerifier({ scheme: named, secrets: secrets.map(({ value }) => value), params })
  // Whoever knows the key that everybody may know could sign with it.
  if (named.proof.keys === 'secret' && secrets.some(({ value }) => isPublicKey(value)))
    throw new WebhookError('ERR_SECRET_MALFORMED', {
      detail: 'It is a public key, and this scheme wants a secret that nobody else knows.',
    })
}

/** As `checkParams`; a source for publishing has nothing that would read any. */
export function checkSourceParams(
  source: Pick<Source, 'scheme' | 'inline' | 'unsigned'>,
  params: Source['params'],
  { catalog }: Pick<SetupContext, 'catalog'>,
): void {
  if (source.scheme === publishScheme) return
  checkParams(schemeNamed(catalog, schemeOf(source)), params, !source.unsigned)
}

/** Why no secret goes from one to the other. */
export const otherKeys =
  'One of the two schemes takes public keys and the other shared secrets, and a public key that is held as a secret is one that everybody knows: plan the scheme with new secrets beside it, or make another source.'

/** Whether what is a key of one scheme must not be one of the other: public keys of one, shared secrets of the other. */
export function takesOtherKeys(before: SchemeRef, wanted: SchemeRef, catalog: Catalog): boolean {
  if (isDeepStrictEqual(before, wanted)) return false
  const old = catalog.scheme(before)
  // What the secrets of a scheme are that is none any more, nobody can say.
  if (old === undefined) return before !== publishScheme
  const next = catalog.scheme(wanted)
  return next !== undefined && (old.proof.keys === 'secret') !== (next.proof.keys === 'secret')
}

/** The source under another scheme of its own. Its secrets stay, so they must be keys of that one. */
function changeScheme(
  now: Standing,
  source: Unnumbered<Source>,
  wanted: SchemeRef,
  context: SetupContext,
): Unnumbered<Source> {
  if (isDeepStrictEqual(wanted, schemeOf(source))) return source
  if (typeof wanted === 'string' || source.inline === undefined)
    throw new Refusal(
      'ERR_FIXED',
      'A scheme of your own is changed into another of your own alone; one of the catalogue is chosen when a source is made, or planned with its secrets.',
    )
  refuseTakenScheme(context.catalog, wanted)
  schemeNamed(context.catalog, wanted)
  const sealed = now.secretsOf(source.id)
  if (sealed.length > 0 && takesOtherKeys(schemeOf(source), wanted, context.catalog))
    throw new Refusal('ERR_FIXED', otherKeys)
  refuseCostly(wanted, sealed, context.now)
  const held = sealed.flatMap((secret) => openSecret(secret, context) ?? [])
  checkSecrets(
    wanted,
    held.map((value) => ({ value })),
    context.catalog,
  )
  return { ...source, ...schemeFields(wanted) }
}

function changePolicy(
  policy: SourcePolicy,
  change: SourceChange,
  { maxBodyBytes }: Pick<SetupContext, 'maxBodyBytes'>,
): SourcePolicy {
  const wanted = change.maxBodyBytes ?? null
  if (wanted !== null && wanted > maxBodyBytes) {
    const message = `${wanted} bytes are more than the gateway takes, which are ${maxBodyBytes} (--max-body-bytes)`
    throw new Refusal('ERR_INPUT', `/maxBodyBytes: ${message}.`, [{ at: '/maxBodyBytes', message }])
  }
  return {
    onMismatch: change.onMismatch ?? policy.onMismatch,
    maxBodyBytes: keep(change.maxBodyBytes, policy.maxBodyBytes),
    ratePerSecond: keep(change.ratePerSecond, policy.ratePerSecond),
    toleranceSeconds: keep(change.toleranceSeconds, policy.toleranceSeconds),
    dropSameBytesWithinMs: keep(change.dropSameBytesWithinMs, policy.dropSameBytesWithinMs),
    silentAfterMs: keep(change.silentAfterMs, policy.silentAfterMs ?? null),
    ...some('masks', change.masks ?? policy.masks),
    ...some('index', change.index ?? policy.index),
    forwardHeaders: change.forwardHeaders ?? policy.forwardHeaders ?? [],
    answer: change.answer === undefined ? (policy.answer ?? null) : change.answer,
    rejections: change.rejections ?? policy.rejections,
  }
}

/** A list of paths that is left out where it is empty, as gateways of before wrote it. */
function some(name: 'masks' | 'index', paths: readonly string[] = []): Pick<SourcePolicy, typeof name> {
  return paths.length === 0 ? {} : { [name]: paths }
}

/** `null` is a value, absence is none. */
function keep(given: number | null | undefined, before: number | null): number | null {
  return given === undefined ? before : given
}
