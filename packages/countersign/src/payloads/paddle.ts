import type { TypeNames } from './type-names.ts'

/** A notification of Paddle Billing; `data` is the entity as Paddle's API has it. */
export interface PaddleEvent<Type extends string> {
  readonly event_id: string
  readonly event_type: Type
  readonly occurred_at: string
  readonly notification_id: string | null
  readonly data: Readonly<Record<string, unknown>> & { readonly id: string }
}

type PaddleType = TypeNames<{
  address: 'created imported updated'
  adjustment: 'created updated'
  api_key: 'created expired expiring revoked updated'
  api_key_exposure: 'created'
  business: 'created imported updated'
  client_token: 'created revoked updated'
  customer: 'created imported updated'
  discount: 'created imported updated'
  discount_group: 'created updated'
  payment_method: 'deleted saved'
  payout: 'created paid'
  price: 'created imported updated'
  product: 'created imported updated'
  report: 'created updated'
  subscription: 'activated canceled created imported past_due paused resumed trialing updated'
  transaction: 'billed canceled completed created paid past_due payment_failed ready revised updated'
}>

/** The events of @paddle/paddle-node-sdk 3.10.0; others still arrive, with `type` as sent. */
export type PaddleEvents = { [T in PaddleType]: PaddleEvent<T> }
