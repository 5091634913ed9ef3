/** What all notifications tell. */
export interface LinearNotification<Type extends string> {
  readonly type: Type
  /** `create`, `update` or `remove`, and what else Linear may come to say: its SDK has any text here. */
  readonly action: string
  readonly createdAt: string
  readonly organizationId: string
  readonly webhookTimestamp: number
  readonly webhookId: string
}

/** A change of an entity; `updatedFrom` holds what was there before. */
export interface LinearEvent<Type extends string> extends LinearNotification<Type> {
  readonly url?: string | null | undefined
  readonly data: Readonly<Record<string, unknown>> & { readonly id: string }
  readonly updatedFrom?: Readonly<Record<string, unknown>> | null | undefined
}

/** What the user of an app is told: it is mentioned, assigned, asked, or reaches other teams than before. */
export interface LinearAppEvent<Type extends string> extends LinearNotification<Type> {
  readonly oauthClientId: string
  readonly appUserId: string
}

type Something = Readonly<Record<string, unknown>>

type Entity =
  | 'Attachment'
  | 'AuditEntry'
  | 'Comment'
  | 'Customer'
  | 'CustomerNeed'
  | 'Cycle'
  | 'Document'
  | 'Initiative'
  | 'InitiativeUpdate'
  | 'Issue'
  | 'IssueLabel'
  | 'Project'
  | 'ProjectUpdate'
  | 'Reaction'
  | 'User'

/** The events of @linear/sdk 98.0.0; others still arrive, with `type` as sent. */
export type LinearEvents = { [T in Entity]: LinearEvent<T> } & {
  IssueSLA: LinearNotification<'IssueSLA'> & { readonly issueData: Something }
  OAuthApp: LinearNotification<'OAuthApp'> & { readonly oauthClientId: string }
  AppUserNotification: LinearAppEvent<'AppUserNotification'> & { readonly notification: Something }
  PermissionChange: LinearAppEvent<'PermissionChange'> & {
    readonly addedTeamIds: readonly string[]
    readonly removedTeamIds: readonly string[]
    readonly canAccessAllPublicTeams: boolean
  }
  AgentSessionEvent: LinearAppEvent<'AgentSessionEvent'> & { readonly agentSession: Something }
}
