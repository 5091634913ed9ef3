/** An event of an email. */
export interface ResendEmailEvent<Type extends string> {
  readonly type: Type
  readonly created_at: string
  readonly data: Readonly<Record<string, unknown>> & {
    readonly email_id: string
    readonly from: string
    readonly to: readonly string[]
    readonly subject: string
  }
}

/** An event of a contact or a domain. */
export interface ResendEvent<Type extends string> {
  readonly type: Type
  readonly created_at: string
  readonly data: Readonly<Record<string, unknown>> & { readonly id: string }
}

type Email =
  | 'sent'
  | 'delivered'
  | 'delivery_delayed'
  | 'complained'
  | 'bounced'
  | 'opened'
  | 'clicked'
  | 'failed'
type Other = `${'contact' | 'domain'}.${'created' | 'updated' | 'deleted'}`

/** The commonest events, after resend.com/docs/dashboard/webhooks/event-types; all others still arrive, with `type` as sent. */
export type ResendEvents = { [T in `email.${Email}`]: ResendEmailEvent<T> } & { [T in Other]: ResendEvent<T> }
