import type { Words } from './type-names.ts'

/** The envelope of the Events API. */
export interface SlackEventCallback<Type extends string = string> {
  readonly type: 'event_callback'
  readonly event_id: string
  readonly event_time: number
  readonly team_id: string
  readonly api_app_id: string
  readonly event: { readonly type: Type } & Readonly<Record<string, unknown>>
}

/** What comes in an envelope. */
type SlackType = Words<
  | 'agent_session_stopped agent_session_title_changed app_context_changed app_deleted app_home_opened'
  | 'app_installed app_mention app_requested app_uninstalled app_uninstalled_team'
  | 'assistant_thread_context_changed assistant_thread_started call_rejected channel_archive'
  | 'channel_created channel_deleted channel_history_changed channel_id_changed channel_left'
  | 'channel_rename channel_shared channel_unarchive channel_unshared dnd_updated dnd_updated_user'
  | 'email_domain_changed emoji_changed entity_details_requested file_change file_comment_deleted'
  | 'file_created file_deleted file_public file_shared file_unshared function_executed'
  | 'grid_migration_finished grid_migration_started group_archive group_close group_deleted'
  | 'group_history_changed group_left group_open group_rename group_unarchive im_close im_created'
  | 'im_history_changed im_open invite_requested link_shared member_joined_channel member_left_channel'
  | 'message message_metadata_deleted message_metadata_posted message_metadata_updated pin_added'
  | 'pin_removed reaction_added reaction_removed shared_channel_invite_accepted'
  | 'shared_channel_invite_approved shared_channel_invite_declined shared_channel_invite_received'
  | 'shared_channel_invite_requested star_added star_removed subteam_created subteam_members_changed'
  | 'subteam_self_added subteam_self_removed subteam_updated team_access_granted team_access_revoked'
  | 'team_domain_change team_join team_rename tokens_revoked user_change user_huddle_changed'
  | 'user_profile_changed user_status_changed workflow_deleted workflow_published workflow_step_deleted'
  | 'workflow_step_execute workflow_unpublished'
>

/** The events of @slack/types 3.2.0; others still arrive, with `type` as sent. */
export type SlackEvents = { [T in SlackType]: SlackEventCallback<T> } & {
  /** Comes without an envelope, as does the next. */
  app_rate_limited: {
    readonly type: 'app_rate_limited'
    readonly team_id: string
    readonly api_app_id: string
    /** The minute in which the limit was reached, in seconds since 1970. */
    readonly minute_rate_limited: number
  }
  url_verification: { readonly type: 'url_verification'; readonly challenge: string }
}
