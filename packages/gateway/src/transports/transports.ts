import type { Code } from '../model/codes.ts'
import type { Address } from '../model/destination.ts'
import type { FirstKind, Transport, TransportKind, TransportParts } from './transport.ts'

/** What of a destination says where it is. */
export interface Addressed {
  readonly kind?: string | undefined
  readonly to: Address
}

/** The way to one destination, as its kind has opened it. */
export interface Way {
  /** In one line, for schemes that sign it. */
  readonly address: string
  readonly transport: Transport
  readonly outcomeOf: TransportKind['outcomeOf']
}

/** The kinds of destinations that this gateway can send to. */
export interface Transports {
  readonly first: FirstKind
  /** Beside the first. */
  readonly others: readonly TransportKind[]
  /** Undefined for what is pulled, and for a kind that another version has. */
  kindOf(destination: Pick<Addressed, 'kind'>): TransportKind | undefined
  /** The address as its kind reads it; undefined where it is none. */
  read(destination: Addressed): unknown
  /** The address in one line; empty where there is none. */
  addressOf(destination: Addressed): string
  /** Null where the address may be used, else the code to refuse it with. */
  refusal(destination: Addressed): Code | null
  /**
   * Null where the address cannot be used.
   *
   * @param apart - whether it shares nothing with other ways, such as connections. Default: false
   */
  open(destination: Addressed, apart?: boolean): Way | null
}

/**
 * Joins the kinds; a new one is a file, and an entry in the list that `main.ts` gives here.
 *
 * @param first - the kind of a destination that says none
 */
export function createTransports(
  first: FirstKind,
  others: readonly TransportKind[],
  parts: TransportParts,
): Transports {
  const byName = new Map([first, ...others].map((kind) => [kind.name, kind]))
  /** Addresses never change, and each is asked for several times over: when it is set up, shown and sent to. */
  const known = new WeakMap<object, { readonly kind: TransportKind; readonly to: unknown }>()
  const read = <Read, Otherwise>(
    destination: Addressed,
    otherwise: Otherwise,
    use: (kind: TransportKind, to: unknown) => Read,
  ): Read | Otherwise => {
    const kind = kindOf(destination)
    if (kind === undefined) return otherwise
    let found = known.get(destination.to)
    if (found?.kind !== kind) {
      const to = kind.to.safeParse(destination.to)
      if (!to.success) return otherwise
      found = { kind, to: to.data }
      known.set(destination.to, found)
    }
    return use(kind, found.to)
  }
  const kindOf: Transports['kindOf'] = ({ kind }) => byName.get(kind ?? first.name)
  return {
    first,
    others,
    kindOf,
    read: (destination) => read(destination, undefined, (_kind, to) => to),
    addressOf: (destination) => read(destination, '', (kind, to) => kind.addressOf(to)),
    refusal: (destination) => read(destination, null, (kind, to) => kind.refusal(to, parts.egress)),
    open: (destination, apart = false) =>
      read(destination, null, (kind, to) => {
        const transport = kind.open(to, { ...parts, apart })
        const { outcomeOf } = kind
        return transport === null ? null : { address: kind.addressOf(to), transport, outcomeOf }
      }),
  }
}
