/** A notification of PayPal's; `resource` is the thing that it is about. */
export interface PaypalEvent<Type extends string> {
  readonly id: string
  readonly event_type: Type
  readonly create_time: string
  readonly resource_type: string
  readonly resource: Readonly<Record<string, unknown>>
  readonly summary?: string
}

type Of<Resource extends string, Happened extends string> = {
  [H in Happened as `${Resource}.${H}`]: PaypalEvent<`${Resource}.${H}`>
}

/** The commonest events, after developer.paypal.com/api/rest/webhooks/event-names; all others still arrive, with `type` as sent. */
export type PaypalEvents = Of<'CHECKOUT.ORDER', 'APPROVED' | 'COMPLETED'> &
  Of<'PAYMENT.CAPTURE', 'COMPLETED' | 'DECLINED' | 'DENIED' | 'PENDING' | 'REFUNDED' | 'REVERSED'> &
  Of<'CUSTOMER.DISPUTE', 'CREATED' | 'UPDATED' | 'RESOLVED'> &
  Of<
    'BILLING.SUBSCRIPTION',
    'CREATED' | 'ACTIVATED' | 'UPDATED' | 'EXPIRED' | 'CANCELLED' | 'SUSPENDED' | 'PAYMENT.FAILED'
  >
