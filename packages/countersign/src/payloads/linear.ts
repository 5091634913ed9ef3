/** A change of an entity; `updatedFrom` holds what was there before. */
export interface LinearEvent<Type extends string> {
  readonly type: Type
  /** `create`, `update` or `remove`, and what else Linear may come to say: its SDK has any text here. */
  readonly action: string
  readonly createdAt: string
  readonly organizationId: string
  readonly webhookTimestamp: number
  readonly webhookId: string
  readonly url?: string | null | undefined
  readonly data: Readonly<Record<string, unknown>> & { readonly id: string }
  readonly updatedFrom?: Readonly<Record<string, unknown>> | null | undefined
}

type LinearType =
  | 'Issue'
  | 'Comment'
  | 'IssueLabel'
  | 'Reaction'
  | 'Project'
  | 'ProjectUpdate'
  | 'Cycle'
  | 'Document'
  | 'Initiative'

/** The entities whose changes are told, after linear.app/developers/webhooks; all others still arrive, with `type` as sent. */
export type LinearEvents = { [T in LinearType]: LinearEvent<T> }
