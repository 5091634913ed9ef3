// What the API answers about how a gateway is set up, as `packages/gateway/src/api/shapes` describe it.

/** How a provider signs. */
export interface Scheme {
  readonly name: string
  readonly title: string
  readonly algorithm: string
  readonly confidence: 'high' | 'medium' | null
  readonly experimental: boolean
  readonly unprotected: readonly ('body' | 'timestamp' | 'replay' | 'id' | 'type' | 'url')[]
  readonly params: readonly {
    readonly name: string
    readonly title: string
    readonly optional: boolean
    readonly secret: boolean
  }[]
  /** Whether a source is given the secret, the provider brings it, or there is none to know. */
  readonly secret: 'given' | 'brought' | 'none'
  readonly delivery: {
    readonly timeoutSeconds?: number
    readonly retries?: string
    readonly disables?: string
    readonly success?: string
  } | null
  readonly verdict: 'verified' | 'authenticated'
  readonly toleranceSeconds: number | null
  readonly headers: readonly string[]
  readonly credentials: readonly string[]
  readonly handshake: boolean
  readonly signs: boolean
  readonly types: readonly string[]
  readonly documentation: readonly string[]
}

/** What goes from a source to a destination. */
export interface Route {
  readonly id: string
  readonly source: string
  readonly destination: string
  readonly filter: string | null
  readonly createdAt: string
}

/** Who may use the API, without the text of the token. */
export interface Token {
  readonly id: string
  readonly name: string
  readonly scope: 'operator' | 'read' | 'publish' | 'pull' | null
  readonly actions: readonly string[]
  readonly sources: readonly string[] | null
  readonly destinations: readonly string[] | null
  readonly createdAt: string
  readonly expiresAt: string | null
  readonly lastUsedAt: string | null
  /** In the answer that makes it alone. */
  readonly token?: string
}

/** Somebody who may sign in. */
export interface Person {
  readonly id: string
  readonly name: string
  readonly role: 'operator' | 'read'
  readonly createdAt: string
}

/** What somebody did. */
export interface AuditRow {
  readonly number: number
  readonly at: string
  readonly by: string
  readonly name: string | null
  readonly operation: string
  readonly target: string
  readonly outline: Readonly<Record<string, unknown>>
  readonly hash: string
}

/** What a proof of the audit has found. */
export interface AuditProof {
  readonly ok: boolean
  readonly rows: number
  readonly fault: { readonly row: number; readonly sentence: string } | null
}

/** What was erased on demand. */
export interface Erasure {
  readonly id: string
  readonly state: 'running' | 'purging' | 'canceling' | 'done' | 'canceled'
  readonly by: string
  readonly reason: string
  readonly source: string | null
  readonly from: string | null
  readonly to: string | null
  readonly filter: string | null
  readonly named: number | null
  readonly events: number
  readonly rejections: number
  readonly progress: number
  readonly createdAt: string
  readonly endedAt: string | null
  readonly trouble: string | null
}
