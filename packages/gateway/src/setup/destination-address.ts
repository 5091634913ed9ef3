import { isDeepStrictEqual } from 'node:util'
import { type Address, type Destination, pullKind } from '../model/destination.ts'
import { Refusal } from '../model/refusal.ts'
import type { Transports } from '../transports/transports.ts'

/** What may be said of where a destination is. */
export interface AddressInput {
  /** The fields of the first kind, which stand beside the destination's own; those that were given. */
  readonly beside?: Address | undefined
  /** The address of another kind. */
  readonly to?: Address | undefined
}

/** Takes the fields of the first kind out of what was asked. */
export function besideOf(transports: Transports, asked: object): Address {
  return Object.fromEntries(
    Object.entries(asked).filter(
      ([name, value]) => value !== undefined && Object.hasOwn(transports.first.fields, name),
    ),
  )
}

/**
 * The address of a destination of this kind, as it will be stored: what is asked, over what it had. Throws ERR_INPUT,
 * and what the kind refuses an address with.
 *
 * @param before - that of a destination that is changed; fields of the first kind that are not said keep theirs
 */
export function addressOf(
  transports: Transports,
  kind: string,
  { beside = {}, to }: AddressInput,
  before: Address = {},
): Address {
  const first = kind === transports.first.name
  refuse(first ? [] : Object.keys(beside), kind)
  refuse((first || kind === pullKind) && to !== undefined ? ['to'] : [], kind)
  if (kind === pullKind) return before
  const asked = first ? { ...before, ...beside } : (to ?? before)
  const read = transports.kindOf({ kind })?.to.safeParse(asked)
  if (read === undefined) throw new Refusal('ERR_INPUT', `/kind: this version sends to no "${kind}".`)
  if (!read.success) {
    const at = first ? '' : '/to'
    const errors = read.error.issues.map(({ path, message }) => ({ at: [at, ...path].join('/'), message }))
    throw new Refusal('ERR_INPUT', `${errors[0]?.at}: ${errors[0]?.message}`, errors)
  }
  const refusal = transports.refusal({ kind, to: asked })
  if (refusal !== null) throw new Refusal(refusal)
  return read.data as Address
}

/** What another address changes: whether it is another place, or only reached in another way. */
export function addressChange(
  transports: Transports,
  { kind, to: before }: Pick<Destination, 'kind' | 'to'>,
  to: Address,
): { readonly moved: boolean; readonly mended: boolean } {
  const old = { kind, to: before }
  const now = { kind, to }
  const moved = transports.addressOf(old) !== transports.addressOf(now)
  return { moved, mended: !isDeepStrictEqual(transports.read(old), transports.read(now)) }
}

function refuse(fields: readonly string[], kind: string): void {
  const errors = fields.map((field) => ({
    at: `/${field}`,
    message: `is nothing that a destination of kind ${kind} has`,
  }))
  const [one] = errors
  if (one !== undefined) throw new Refusal('ERR_INPUT', `${one.at}: ${one.message}`, errors)
}
