/** What the seal of a source's or destination's secret is bound to. */
export function secretBinding(secret: { readonly id: string; readonly owner: string }): string {
  return `secret:${secret.id}:${secret.owner}`
}

/** What the seal of a source's setting is bound to. */
export function paramBinding(source: string, name: string): string {
  return `param:${source}:${name}`
}

/** What the seal of a connection's token is bound to. */
export function tokenBinding(connection: string): string {
  return `token:${connection}`
}

/** What the seal of a request's headers that carry a credential is bound to. */
export function headersBinding(source: number, receivedAt: number): string {
  return `headers:${source}:${receivedAt}`
}

/** What the seal of an answer that is kept under an idempotency key is bound to. */
export function repeatBinding(key: string): string {
  return `repeat:${key}`
}
