import { type Scheme, type TypedEvent, typed, verify } from 'countersign'
import type { github } from 'countersign/schemes/github'
import type { linear } from 'countersign/schemes/linear'
import type { paddle } from 'countersign/schemes/paddle'
import type { paypal } from 'countersign/schemes/paypal'
import type { resend } from 'countersign/schemes/resend'
import type { shopify } from 'countersign/schemes/shopify'
import type { slack } from 'countersign/schemes/slack'
import { stripe } from 'countersign/schemes/stripe'
import type { webex } from 'countersign/schemes/webex'
import { signedRequest, testingSecretOf } from 'countersign/testing'
import { expect, expectTypeOf, test } from 'vitest'

test('`switch (event.type)` narrows, by the scheme’s own types', async () => {
  const secrets = testingSecretOf(stripe)
  const event = typed(
    await verify(await signedRequest(stripe, 'invoice.paid', { secret: secrets }), {
      scheme: stripe,
      secrets,
    }),
  )
  switch (event.type) {
    case 'invoice.paid':
      expectTypeOf(event.json().type).toEqualTypeOf<'invoice.paid'>()
      expect(event.json().id).toBe(event.id)
      break
    default:
      expect.unreachable()
  }
})

test('and by types of the provider’s own, a union or a map', async () => {
  const secrets = testingSecretOf(stripe)
  const verified = await verify(await signedRequest(stripe, 'invoice.paid', { secret: secrets }), {
    scheme: stripe,
    secrets,
  })
  type Union =
    | { type: 'invoice.paid'; data: { object: { amount_paid: number } } }
    | { type: 'customer.created'; data: { object: { email: string } } }
  const event = typed<Union>(verified)
  if (event.type === 'invoice.paid') {
    expectTypeOf(event.json().data.object.amount_paid).toBeNumber()
    expect(event.json().data.object.amount_paid).toBe(1250)
  } else if (event.type === 'customer.created') expectTypeOf(event.json().data.object.email).toBeString()
  const mapped = typed<{ 'invoice.paid': { data: { object: { id: string } } }; other: number }>(verified)
  if (mapped.type === 'other') expectTypeOf(mapped.json()).toBeNumber()
  else if (mapped.type === 'invoice.paid') expect(mapped.json().data.object.id).toBe('in_1')
})

/** The events of a scheme. */
type Of<S extends Scheme> = S extends Scheme<infer Events> ? TypedEvent<Events> : never

test('ten providers have types of their own', () => {
  const of = {
    webex: (event: Of<typeof webex>) => event.type === 'messages.created' && event.json().data.roomId,
    github: (event: Of<typeof github>) => event.type === 'push' && event.json().ref,
    slack: (event: Of<typeof slack>) => event.type,
    paddle: (event: Of<typeof paddle>) => event.type === 'transaction.completed' && event.json().data.id,
    resend: (event: Of<typeof resend>) => event.type === 'email.bounced' && event.json().data.email_id,
    linear: (event: Of<typeof linear>) => event.type === 'Issue' && event.json().action,
    paypal: (event: Of<typeof paypal>) => event.type === 'CHECKOUT.ORDER.APPROVED' && event.json().resource,
    shopify: (event: Of<typeof shopify>) => event.type === 'orders/create' && event.json().id,
  }
  expect(Object.keys(of)).toHaveLength(8)
})
