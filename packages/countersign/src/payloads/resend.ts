type Data<Known> = Readonly<Record<string, unknown>> & Readonly<Known>

/** An event of Resend's. */
export interface ResendEvent<Type extends string, Known = { id: string }> {
  readonly type: Type
  readonly created_at: string
  readonly data: Data<Known>
}

/** An event of an email. */
export type ResendEmailEvent<Type extends string> = ResendEvent<
  Type,
  { email_id: string; from: string; to: readonly string[]; subject: string }
>

type Email = `email.${
  | 'sent'
  | 'scheduled'
  | 'delivered'
  | 'delivery_delayed'
  | 'complained'
  | 'bounced'
  | 'opened'
  | 'clicked'
  | 'received'
  | 'failed'
  | 'suppressed'}`
type Other =
  | `${'contact' | 'domain' | 'topic'}.${'created' | 'updated' | 'deleted'}`
  | `suppression.${'added' | 'removed'}`
type Inbox = `inbox.${'created' | 'updated' | 'deleted'}`
type Draft = `inbox.draft.${'created' | 'updated' | 'sent' | 'deleted'}`
type Thread =
  | `inbox.thread.${'created' | 'folder.updated' | 'assigned' | 'unassigned' | 'labels.updated'}`
  | `inbox.email.${'received' | 'sent'}`

/** The events of resend 6.38.0; others still arrive, with `type` as sent. */
export type ResendEvents = { [T in Email]: ResendEmailEvent<T> } & { [T in Other]: ResendEvent<T> } & {
  [T in Inbox]: ResendEvent<T, { inbox_id: string }>
} & { [T in Draft]: ResendEvent<T, { inbox_id: string; draft_id: string }> } & {
  [T in Thread]: ResendEvent<T, { inbox_id: string; thread_id: string }>
} & {
  'contact.topics.updated': ResendEvent<
    'contact.topics.updated',
    { email: string; topics: readonly { readonly id: string; readonly subscription: 'opt_in' | 'opt_out' }[] }
  >
}
