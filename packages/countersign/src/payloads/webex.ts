/** The envelope of every Webex notification. `id` is the webhook's, the same in each. */
export interface WebexNotification<Resource extends string, Event extends string, Data> {
  readonly id: string
  readonly name: string
  readonly targetUrl: string
  readonly resource: Resource
  readonly event: Event
  readonly filter?: string
  readonly orgId: string
  readonly createdBy: string
  readonly appId?: string
  readonly ownedBy: string
  readonly status: string
  /** When the webhook was created, not the event. */
  readonly created: string
  readonly actorId: string
  readonly data: Data
}

/** A message without its text: fetch it from `GET /v1/messages/{id}`. */
export interface WebexMessage {
  readonly id: string
  readonly roomId: string
  readonly roomType: 'direct' | 'group'
  readonly personId: string
  readonly personEmail: string
  readonly created: string
  readonly parentId?: string
  readonly mentionedPeople?: readonly string[]
  readonly mentionedGroups?: readonly string[]
  readonly files?: readonly string[]
}

/** A person in a room. The id is made of both: who leaves and comes back has it again. */
export interface WebexMembership {
  readonly id: string
  readonly roomId: string
  readonly personId: string
  readonly personEmail: string
  readonly personDisplayName: string
  readonly personOrgId: string
  readonly isModerator: boolean
  readonly isMonitor: boolean
  readonly created: string
}

/** A room. */
export interface WebexRoom {
  readonly id: string
  readonly title?: string
  readonly type?: 'direct' | 'group'
  readonly isLocked?: boolean
  readonly created?: string
  readonly lastActivity?: string
}

/** A pressed button of a card, without its inputs: fetch them from `GET /v1/attachment/actions/{id}`. */
export interface WebexAttachmentAction {
  readonly id: string
  readonly type: string
  readonly messageId: string
  readonly personId: string
  readonly roomId: string
  readonly created: string
}

/** What is known of a resource that has no type of its own here. */
export type WebexData = Readonly<Record<string, unknown>>

type Of<Resource extends string, Event extends string, Data> = {
  [E in Event as `${Resource}.${E}`]: WebexNotification<Resource, E, Data>
}

/** The known event types. Resources and events are open sets: others still arrive, with `type` as sent. */
export type WebexEvents = Of<'messages', 'created' | 'updated' | 'deleted', WebexMessage> &
  Of<'memberships', 'created' | 'updated' | 'deleted', WebexMembership> &
  Of<'rooms', 'created' | 'updated' | 'migrated' | 'deleted', WebexRoom> &
  Of<'attachmentActions', 'created', WebexAttachmentAction> &
  Of<'meetings', 'created' | 'updated' | 'deleted' | 'started' | 'ended' | 'joined' | 'left', WebexData> &
  Of<'meetingParticipants', 'joined' | 'left', WebexData> &
  Of<'meetingTranscripts', 'created', WebexData> &
  Of<'recordings' | 'convergedRecordings', 'created' | 'updated' | 'deleted', WebexData> &
  Of<'telephony_calls', 'created' | 'updated' | 'deleted', WebexData> &
  Of<'serviceApp', 'authorized' | 'deauthorized', WebexData> &
  Of<'adminBatchJobs', 'statusChanged', WebexData>
