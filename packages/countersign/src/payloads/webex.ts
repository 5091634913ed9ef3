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
  /** When its author last changed it. */
  readonly updated?: string
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
  readonly isRoomHidden?: boolean
  readonly roomType?: 'direct' | 'group'
  readonly created: string
}

/** A room. */
export interface WebexRoom {
  readonly id: string
  readonly title?: string
  readonly type?: 'direct' | 'group'
  readonly isLocked?: boolean
  readonly creatorId?: string
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

/** The other side of a call; without name, number and ids where it wants privacy. */
export interface WebexCallParty {
  readonly name?: string
  readonly number?: string
  readonly personId?: string
  readonly placeId?: string
  readonly privacyEnabled: boolean | string
  readonly callType: 'location' | 'organization' | 'external' | 'emergency' | 'repair' | 'other'
}

/** A call of Webex Calling, and what happened to it: `event` says only created, updated or deleted. */
export interface WebexCall {
  /** alerting, answered, connected, held, remoteHeld, resumed, recording, disconnected, forwarded, and what else may come. */
  readonly eventType: string
  readonly eventTimestamp: string
  readonly callId: string
  readonly callSessionId: string
  readonly personality: 'originator' | 'terminator' | 'clickToDial'
  readonly state: 'connecting' | 'alerting' | 'connected' | 'held' | 'remoteHeld' | 'disconnected'
  readonly remoteParty: WebexCallParty
  readonly created: string
  readonly answered?: string
  readonly disconnected?: string
  readonly appearance?: number
  readonly recordingState?: 'pending' | 'started' | 'paused' | 'stopped' | 'failed'
  readonly redirections?: readonly { readonly reason: string; readonly redirectingParty: WebexCallParty }[]
  readonly recall?: { readonly type: string; readonly party: WebexCallParty }
}

/** A meeting, as its own API has it: Webex does not say which of these a notification holds. */
export interface WebexMeeting {
  readonly id: string
  readonly meetingSeriesId?: string
  readonly scheduledMeetingId?: string
  readonly meetingNumber?: string
  readonly title?: string
  readonly meetingType?: 'meetingSeries' | 'scheduledMeeting' | 'meeting'
  /** inProgress, ended and others. */
  readonly state?: string
  readonly timezone?: string
  readonly start?: string
  readonly end?: string
  readonly hostUserId?: string
  readonly hostDisplayName?: string
  readonly hostEmail?: string
  readonly siteUrl?: string
  readonly webLink?: string
}

/** Who is in a meeting, as its own API has it: Webex does not say which of these a notification holds. */
export interface WebexMeetingParticipant {
  readonly id: string
  readonly orgId?: string
  readonly host?: boolean
  readonly coHost?: boolean
  readonly email?: string
  readonly displayName?: string
  readonly invitee?: boolean
  readonly state?: 'lobby' | 'joined' | 'end'
  readonly joinedTime?: string
  readonly leftTime?: string
  readonly siteUrl?: string
  readonly meetingId?: string
  readonly hostEmail?: string
}

/** A recording, as its own API has it: Webex does not say which of these a notification holds. */
export interface WebexRecording {
  readonly id: string
  readonly meetingId?: string
  readonly scheduledMeetingId?: string
  readonly meetingSeriesId?: string
  readonly topic?: string
  /** When the file was made. */
  readonly createTime?: string
  /** When the recording began. */
  readonly timeRecorded?: string
  readonly hostDisplayName?: string
  readonly hostEmail?: string
  readonly siteUrl?: string
  readonly downloadUrl?: string
  readonly playbackUrl?: string
  readonly format?: string
  readonly serviceType?: string
  readonly durationSeconds?: number
  readonly sizeBytes?: number
}

/** What is known of a resource that has no type of its own here. */
export type WebexData = Readonly<Record<string, unknown>>

type Of<Resource extends string, Event extends string, Data> = {
  [E in Event as `${Resource}.${E}`]: WebexNotification<Resource, E, Data>
}

/** What happens to every resource that has no events of its own. */
type Changed = 'created' | 'updated' | 'deleted'

/**
 * The resources and events that the Webhooks API enumerates (webex/webex-openapi-specs public-spec/webex-messaging.json,
 * developer.webex.com/docs/webhook-event-reference), in the pairs that its words tell; where they tell of none, created,
 * updated and deleted. What meetings, their participants and recordings hold is by their own APIs (wxc_sdk 1.41.0). Alerts of Video Mesh are by its own guide; those of Control Hub are named, and their events not.
 * Both sets are open: others still arrive, with `type` as sent.
 */
export type WebexEvents = Of<'messages', Changed, WebexMessage> &
  Of<'memberships', Changed, WebexMembership> &
  Of<'rooms', Changed | 'migrated', WebexRoom> &
  Of<'attachmentActions', 'created', WebexAttachmentAction> &
  Of<'meetings', Changed | 'started' | 'ended' | 'joined' | 'left', WebexMeeting> &
  Of<'meetingParticipants', 'joined' | 'left', WebexMeetingParticipant> &
  Of<'recordings', Changed, WebexRecording> &
  Of<'convergedRecordings' | 'meetingTranscripts', Changed, WebexData> &
  Of<'telephony_calls', Changed, WebexCall> &
  Of<'telephony_conference' | 'telephony_mwi', Changed, WebexData> &
  Of<'dataSources' | 'uc_counters', Changed, WebexData> &
  Of<'serviceApp', 'authorized' | 'deauthorized', WebexData> &
  Of<'adminBatchJobs', 'statusChanged', WebexData> &
  Of<'videoMeshAlerts', 'triggered', WebexData>
