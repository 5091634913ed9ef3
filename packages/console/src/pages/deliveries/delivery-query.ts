/** Which deliveries are looked at, as it stands in the page's address. */
export interface DeliveryQuery {
  readonly state: string
  readonly destination: string
  /** Whose last attempt ended with this error. */
  readonly code: string
}

/** Reads it from the address. */
export function deliveryQueryOf(params: URLSearchParams, state: string): DeliveryQuery {
  return {
    state: params.get('state') ?? state,
    destination: params.get('destination') ?? '',
    code: params.get('code') ?? '',
  }
}

/** The body by which the API is told which are meant. */
export function selectionOf({ state, destination, code }: DeliveryQuery): Record<string, string> {
  return { state, ...(destination !== '' && { destination }), ...(code !== '' && { code }) }
}
