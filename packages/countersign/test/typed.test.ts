import { type Scheme, type TypedEvent, typed, verify } from 'countersign'
import type { github } from 'countersign/schemes/github'
import type { linear } from 'countersign/schemes/linear'
import type { paddle } from 'countersign/schemes/paddle'
import type { paypal } from 'countersign/schemes/paypal'
import type { resend } from 'countersign/schemes/resend'
import type { seatable } from 'countersign/schemes/seatable'
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
/** The payload that the name of an event of a scheme stands for. */
type Payload<S extends Scheme, Type extends string> = ReturnType<Extract<Of<S>, { type: Type }>['json']>

// Held by the compiler, with the other types.
test('ten providers have types of their own: a name narrows to the payload behind it', () => {
  expectTypeOf<Payload<typeof webex, 'messages.created'>['data']['roomId']>().toBeString()
  expectTypeOf<Payload<typeof webex, 'recordings.created'>['data']['durationSeconds']>().toEqualTypeOf<
    number | undefined
  >()
  expectTypeOf<Payload<typeof webex, 'meetings.ended'>['data']['hostEmail']>().toEqualTypeOf<
    string | undefined
  >()
  expectTypeOf<Payload<typeof seatable, 'insert_row'>['data']['op_type']>().toEqualTypeOf<'insert_row'>()
  expectTypeOf<Payload<typeof github, 'push'>['ref']>().toBeString()
  expectTypeOf<Payload<typeof github, 'issues.opened'>['action']>().toEqualTypeOf<'opened'>()
  expectTypeOf<Payload<typeof stripe, 'invoice.paid'>['type']>().toEqualTypeOf<'invoice.paid'>()
  expectTypeOf<Payload<typeof slack, 'app_mention'>['event']['type']>().toEqualTypeOf<'app_mention'>()
  expectTypeOf<Payload<typeof slack, 'url_verification'>['challenge']>().toBeString()
  expectTypeOf<Payload<typeof paddle, 'transaction.completed'>['data']['id']>().toBeString()
  expectTypeOf<Payload<typeof paypal, 'CHECKOUT.ORDER.APPROVED'>['resource_type']>().toBeString()
  expectTypeOf<Payload<typeof shopify, 'orders/create'>>().toEqualTypeOf<Readonly<Record<string, unknown>>>()
  expectTypeOf<Payload<typeof resend, 'email.bounced'>['data']['email_id']>().toBeString()
  expectTypeOf<Payload<typeof linear, 'Issue'>['action']>().toBeString()
  // A name that is none of a scheme's has no payload, so that none of the above passes by chance.
  expectTypeOf<Extract<Of<typeof shopify>, { type: 'orders/made' }>>().toBeNever()
})
