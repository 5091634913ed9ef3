import { ranges } from '../events/event-query.ts'

/** Which deliveries are looked at, as it stands in the page's address. */
export interface DeliveryQuery {
  readonly state: string
  readonly destination: string
  /** Whose last attempt ended with this error. */
  readonly code: string
  /** Whose last answer had such a status, such as `5xx`. */
  readonly httpClass: string
  /** Of events of this type. */
  readonly type: string
  /** Of events of the last while, such as `6h`; empty: of all time. */
  readonly last: string
  /** Of events received from then on and before then, in place of `last`: moments as the API takes them, or empty. */
  readonly from: string
  readonly to: string
}

/** Reads it from the address. */
export function deliveryQueryOf(params: URLSearchParams, state: string): DeliveryQuery {
  return {
    state: params.get('state') ?? state,
    destination: params.get('destination') ?? '',
    code: params.get('code') ?? '',
    httpClass: params.get('httpClass') ?? '',
    type: params.get('type') ?? '',
    last: params.get('last') ?? '',
    from: params.get('from') ?? '',
    to: params.get('to') ?? '',
  }
}

/**
 * How the API is told which are meant: in the query of a list, and in the body of what is done with all.
 *
 * @param now - by the gateway's clock, in ms
 */
export function selectionOf(query: DeliveryQuery, now: number): Record<string, string> {
  const { last, ...said } = query
  const range = ranges[last]
  const from = range === undefined ? said.from : new Date(now - range.ms).toISOString()
  return Object.fromEntries(Object.entries({ ...said, from }).filter(([, value]) => value !== ''))
}

/**
 * The address of what was done with all of a selection: as many as were there at that moment, and no more since.
 *
 * @param now - by the gateway's clock, in ms
 */
export function addressOfDone(
  selection: Readonly<Record<string, string>>,
  become: 'pending' | 'discarded',
  now: number,
): string {
  // Of what is discarded the last that is known is that it was.
  const { code, httpClass, ...rest } = selection
  const answered = become === 'discarded' ? {} : { ...(code && { code }), ...(httpClass && { httpClass }) }
  const done = { to: new Date(now).toISOString(), ...rest, ...answered, state: become }
  return `/deliveries?${new URLSearchParams(done)}`
}
