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
  }
}

/**
 * How the API is told which are meant: in the query of a list, and in the body of what is done with all.
 *
 * @param now - by the gateway's clock, in ms
 */
export function selectionOf(query: DeliveryQuery, now: number): Record<string, string> {
  const { state, destination, code, httpClass, type, last } = query
  const range = ranges[last]
  const from = range === undefined ? '' : new Date(now - range.ms).toISOString()
  return Object.fromEntries(
    Object.entries({ state, destination, code, httpClass, type, from }).filter(([, value]) => value !== ''),
  )
}
