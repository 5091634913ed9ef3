import { isDeepStrictEqual } from 'node:util'
import type { Unnumbered } from '../model/configuration.ts'
import { Refusal } from '../model/refusal.ts'
import { type SchemeRef, schemeFields, schemeOf } from '../model/scheme-ref.ts'
import type { Source } from '../model/source.ts'
import { changedFields } from './changed-fields.ts'
import type { DeclaredSecret, DeclaredSource } from './declared.ts'
import { made } from './made.ts'
import type { Planner } from './planner.ts'
import { openSecret } from './seal-secret.ts'
import { addSecret } from './secret.ts'
import {
  changeSource,
  checkProof,
  checkSourceParams,
  createSource,
  otherKeys,
  takesOtherKeys,
} from './source.ts'
import { together } from './together.ts'

/** Plans one source. */
export function planSource(planner: Planner, wanted: DeclaredSource): void {
  const { name, scheme, unsigned, secrets, ...change } = wanted
  const old = planner.draft.source(name)
  if (old === undefined) {
    const given = (secrets ?? []).map(whole)
    planner.run(createSource, { ...change, name, scheme, unsigned: unsigned ?? false, secrets: given })
    planner.step('create', 'source', name)
    manage(planner, name)
    return
  }
  together(
    ['/unsigned', () => refuseOther(old, unsigned)],
    ['/scheme', () => refuseOtherScheme(old, wanted)],
    ['/secrets', () => checkSecrets(planner, old, wanted)],
  )
  // Its params are looked at under the scheme that is wanted.
  const otherKind = takesOtherKeys(schemeOf(old), scheme, planner.context.catalog)
  const other = changeScheme(planner, old, scheme, change.params)
  const fields = [...changePolicy(planner, old, change), ...other]
  if (secrets !== undefined && bringInLine(planner, old.id, secrets, otherKind)) fields.push('secrets')
  fields.push(...manage(planner, name))
  if (fields.length > 0) planner.step('update', 'source', name, fields)
}

/** Marks it as declared by whose files these are. */
function manage(planner: Planner, name: string): string[] {
  const source = planner.draft.source(name)
  const managed = source && planner.mark(source)
  if (!managed) return []
  planner.draft.add({ sources: [{ ...source, managed }] })
  return source.managed?.by === managed.by ? [] : ['managedBy']
}

function whole({ value, notBefore = null, expiresAt = null }: DeclaredSecret): Required<DeclaredSecret> & {
  notBefore: number | null
  expiresAt: number | null
} {
  return { value, notBefore, expiresAt }
}

function refuseOther(old: Unnumbered<Source>, unsigned = old.unsigned): void {
  if (unsigned !== old.unsigned)
    throw new Refusal(
      'ERR_FIXED',
      'Whether a source is unsigned is chosen when it is made: its address tells.',
    )
}

/** A secret of one scheme is none of another: the new ones must be given. */
function refuseOtherScheme(old: Unnumbered<Source>, { scheme, secrets }: DeclaredSource): void {
  if (!isDeepStrictEqual(scheme, schemeOf(old)) && secrets === undefined)
    throw new Refusal('ERR_FIXED', `The scheme is ${old.scheme}; another needs its own secrets beside it.`)
}

function checkSecrets(
  { draft, context }: Planner,
  old: Unnumbered<Source>,
  { scheme, secrets }: DeclaredSource,
): void {
  if (secrets === undefined) return
  if (draft.connectionOf(old.id) !== undefined)
    throw new Refusal('ERR_FIXED', 'The source belongs to a connection, which gives it its secrets.')
  checkProof({ scheme, unsigned: old.unsigned, secrets }, context)
  if (!takesOtherKeys(schemeOf(old), scheme, context.catalog)) return
  const held = new Set(draft.secretsOf(old.id).map((secret) => openSecret(secret, context)))
  if (secrets.some(({ value }) => held.has(value))) throw new Refusal('ERR_FIXED', otherKeys)
}

function changePolicy(planner: Planner, old: Unnumbered<Source>, change: object): string[] {
  const { draft, context } = planner
  const command = (spoken: object) => changeSource(draft, { source: old.id, change: spoken }, context)
  const after = command(change)
  const fields = changedFields(change, made(command({}).sources), made(after.sources))
  if (fields.length > 0) draft.add(after)
  return fields
}

function changeScheme(
  { draft, context }: Planner,
  old: Unnumbered<Source>,
  wanted: SchemeRef,
  params: Source['params'] = old.params,
): string[] {
  const now = draft.source(old.id)
  if (now === undefined || isDeepStrictEqual(schemeOf(old), wanted)) return []
  const { inline: _before, ...rest } = now
  const other = { ...rest, ...schemeFields(wanted) }
  checkSourceParams(other, params, context)
  draft.add({ sources: [other] })
  return ['scheme']
}

/**
 * What is wanted are the secrets of the source: new ones are added, others end; at once where a public key would be a
 * shared secret meanwhile. Answers whether any did.
 */
function bringInLine(
  planner: Planner,
  source: string,
  wanted: readonly DeclaredSecret[],
  otherKind: boolean,
): boolean {
  const { draft, context } = planner
  const stood = draft.secretsOf(source)
  const held = new Map(stood.map((secret) => [openSecret(secret, context), secret]))
  const kept = new Set(wanted.flatMap(({ value }) => held.get(value)?.id ?? []))
  // Before the new ones come, so that only what is live together counts together.
  const unwanted = stood.filter(({ id }) => !kept.has(id))
  let changed = otherKind ? planner.removeSecrets(unwanted) : planner.endSecrets(unwanted)
  for (const secret of wanted) {
    const old = held.get(secret.value)
    if (old === undefined) {
      planner.run(addSecret, { noun: 'source', owner: source, ...whole(secret) })
      changed = true
      continue
    }
    const { notBefore = old.notBefore, expiresAt = old.expiresAt } = secret
    if (notBefore === old.notBefore && expiresAt === old.expiresAt) continue
    draft.add({ secrets: [{ ...old, notBefore, expiresAt }] })
    changed = true
  }
  return changed
}
