/** What the Webex simulator keeps, as the API shows it. Times are ISO 8601. */

export interface Person {
  readonly id: string
  readonly emails: readonly string[]
  readonly displayName: string
  readonly orgId: string
  readonly created: string
  readonly type: 'person' | 'bot'
}

/** Who a token belongs to and what it may do; `spark:all` may do everything. */
export interface Account {
  readonly token: string
  readonly person: Person
  readonly scopes: readonly string[]
}

export interface Room {
  readonly id: string
  title: string
  readonly type: 'group' | 'direct'
  isLocked: boolean
  readonly creatorId: string
  readonly created: string
  lastActivity: string
}

export interface Membership {
  readonly id: string
  readonly roomId: string
  readonly personId: string
  readonly personEmail: string
  readonly personDisplayName: string
  readonly personOrgId: string
  isModerator: boolean
  readonly isMonitor: boolean
  readonly created: string
}

export interface Message {
  readonly id: string
  readonly roomId: string
  readonly roomType: Room['type']
  /** The message that this one answers in a thread. */
  readonly parentId?: string
  text: string
  markdown?: string
  html?: string
  /** Cards, as they were given. */
  readonly attachments?: readonly unknown[]
  readonly files?: readonly string[]
  readonly personId: string
  readonly personEmail: string
  readonly mentionedPeople?: readonly string[]
  readonly created: string
  updated?: string
}

/** A file of a message. */
export interface StoredFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
  readonly roomId: string
}

export interface AttachmentAction {
  readonly id: string
  readonly type: 'submit'
  readonly messageId: string
  /** As the card gave them. */
  readonly inputs: unknown
  readonly personId: string
  readonly roomId: string
  readonly created: string
}

export interface Webhook {
  readonly id: string
  name: string
  targetUrl: string
  readonly resource: string
  readonly event: string
  readonly filter?: string
  secret?: string
  status: 'active' | 'inactive'
  readonly orgId: string
  readonly createdBy: string
  readonly appId: string
  readonly ownedBy: 'creator' | 'org'
  readonly created: string
}
