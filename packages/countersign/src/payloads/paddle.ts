/** A notification of Paddle Billing; `data` is the entity as Paddle's API has it. */
export interface PaddleEvent<Type extends string> {
  readonly event_id: string
  readonly event_type: Type
  readonly occurred_at: string
  readonly notification_id: string | null
  readonly data: Readonly<Record<string, unknown>> & { readonly id: string }
}

type Of<Entity extends string, Happened extends string> = {
  [H in Happened as `${Entity}.${H}`]: PaddleEvent<`${Entity}.${H}`>
}

/** The commonest events, after developer.paddle.com/webhooks; all others still arrive, with `type` as sent. */
export type PaddleEvents = Of<
  'customer' | 'address' | 'product' | 'price' | 'adjustment',
  'created' | 'updated'
> &
  Of<
    'subscription',
    'activated' | 'canceled' | 'created' | 'past_due' | 'paused' | 'resumed' | 'trialing' | 'updated'
  > &
  Of<
    'transaction',
    | 'billed'
    | 'canceled'
    | 'completed'
    | 'created'
    | 'paid'
    | 'past_due'
    | 'payment_failed'
    | 'ready'
    | 'updated'
  >
