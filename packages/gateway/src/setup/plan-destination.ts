import { isDeepStrictEqual } from 'node:util'
import type { Unnumbered } from '../model/configuration.ts'
import { type Destination, firstKind } from '../model/destination.ts'
import { Refusal } from '../model/refusal.ts'
import { type SchemeRef, schemeName, schemeOf } from '../model/scheme-ref.ts'
import { changedFields } from './changed-fields.ts'
import type { DeclaredDestination } from './declared.ts'
import {
  changeDestination,
  createDestination,
  type DestinationChange,
  makeSecret,
  withSecret,
} from './destination.ts'
import { made } from './made.ts'
import type { Planner } from './planner.ts'
import { openSecret } from './seal-secret.ts'
import { addSecret } from './secret.ts'
import { together } from './together.ts'

/** Plans one destination. */
export function planDestination(planner: Planner, wanted: DeclaredDestination): void {
  const { name, kind, scheme, unsigned, secret, routes: _planned, ...change } = wanted
  const old = planner.draft.destination(name)
  if (old === undefined) {
    const input = withSecret(
      { ...wanted, scheme: scheme ?? 'standard-webhooks', routes: undefined },
      planner.context,
    )
    planner.run(createDestination, input)
    if (secret === undefined && input.secret !== null)
      planner.made.push({ destination: name, secret: input.secret })
    planner.step('create', 'destination', name)
    manage(planner, name)
    return
  }
  let fields: string[] = []
  together(
    ['/kind', () => refuseOther('kind', old.kind ?? firstKind, kind)],
    ['/scheme', () => refuseOtherScheme(old, scheme)],
    ['/unsigned', () => refuseUnsigning(old, wanted)],
    [
      '',
      () => {
        fields = changePolicy(planner, old, change)
      },
    ],
  )
  fields.push(...sign(planner, old, wanted), ...manage(planner, name))
  if (fields.length > 0) planner.step('update', 'destination', name, fields)
}

/** Marks it as declared by whose files these are. */
function manage(planner: Planner, name: string): string[] {
  const destination = planner.draft.destination(name)
  const managed = destination && planner.mark(destination)
  if (!managed) return []
  planner.draft.add({ destinations: [{ ...destination, managed }] })
  return destination.managed?.by === managed.by ? [] : ['managedBy']
}

function refuseOther(what: string, stands: string, wanted = stands): void {
  if (wanted !== stands) {
    const sentence = `The ${what} is ${stands} and does not change; make a destination of another name.`
    throw new Refusal('ERR_FIXED', sentence)
  }
}

function refuseOtherScheme(old: Unnumbered<Destination>, wanted: SchemeRef = schemeOf(old)): void {
  if (isDeepStrictEqual(wanted, schemeOf(old))) return
  const name = schemeName(wanted)
  const sentence = name === old.scheme ? `${name} as it was made` : old.scheme
  throw new Refusal(
    'ERR_FIXED',
    `The scheme is ${sentence} and does not change; make a destination of another name.`,
  )
}

function refuseUnsigning(old: Unnumbered<Destination>, { unsigned, secret }: DeclaredDestination): void {
  if (unsigned === true && secret !== undefined) throw new Refusal('ERR_SECRET_NOT_WANTED')
  if (unsigned === true && !old.unsigned)
    throw new Refusal('ERR_FIXED', 'The destination is signed for, and does not become an unsigned one.')
}

function changePolicy(planner: Planner, old: Unnumbered<Destination>, change: DestinationChange): string[] {
  const { draft, context } = planner
  const command = (spoken: DestinationChange) =>
    changeDestination(draft, { destination: old.id, change: spoken }, context)
  const after = command(change)
  const fields = changedFields(change, made(command({}).destinations), made(after.destinations))
  if (fields.length > 0) draft.add(after)
  return fields
}

/** Gives the secret that is wanted, and takes the others; one is made for a destination that is unsigned no more. */
function sign(
  planner: Planner,
  old: Unnumbered<Destination>,
  { name, secret, unsigned }: DeclaredDestination,
): string[] {
  const { draft, context } = planner
  const becomesSigned = old.unsigned === true && unsigned === false
  const value = secret ?? (becomesSigned ? makeSecret(schemeOf(old), context) : undefined)
  if (value === undefined) return []
  const stood = draft.secretsOf(old.id)
  if (stood.some((one) => openSecret(one, context) === value)) return []
  planner.run(addSecret, { noun: 'destination', owner: old.id, value, notBefore: null, expiresAt: null })
  planner.endSecrets(stood)
  if (secret === undefined) planner.made.push({ destination: name, secret: value })
  return ['secret']
}
