// The types of events here beside those that providers publish themselves. Held by the compiler, with the other types.
import type { LinearWebhookEventTypeMap } from '@linear/sdk/webhooks'
import type { emitterEventNames } from '@octokit/webhooks'
import type { EventPayloadMap } from '@octokit/webhooks-types'
import type { IEvents } from '@paddle/paddle-node-sdk'
import type { WebhookEventPayload as ResendPayload } from 'resend'
import type Stripe from 'stripe'
import { expectTypeOf, test } from 'vitest'
import type { GithubEvents } from '../src/payloads/github.ts'
import type { LinearEvents } from '../src/payloads/linear.ts'
import type { PaddleEvents } from '../src/payloads/paddle.ts'
import type { PaypalEvents } from '../src/payloads/paypal.ts'
import type { ResendEvents } from '../src/payloads/resend.ts'
import type { SeatableEvents } from '../src/payloads/seatable.ts'
import type { ShopifyEvents } from '../src/payloads/shopify.ts'
import type { SlackEvents } from '../src/payloads/slack.ts'
import type { StripeEvents } from '../src/payloads/stripe.ts'
import type { WebexEvents } from '../src/payloads/webex.ts'
import type {
  PaypalEventName,
  SeatableOperationName,
  ShopifyLawTopic,
  ShopifyTopic,
  SlackEventName,
  WebexEventName,
  WebexResource,
} from './documented-events.ts'

/** Names that are told of on one side alone, apart from those that a test excepts. */
type Alone<Ours, Theirs, Excepted = never> = Exclude<
  Exclude<keyof Ours, Theirs> | Exclude<Theirs, keyof Ours>,
  Excepted
>

/**
 * A payload as JSON carries it, so many levels deep: a date is a text there, which Linear's types do not say. And a plain
 * type: an interface fits none with an index signature, as payloads have here.
 */
type Plain<T, Depth extends 0[] = [0, 0, 0]> = T extends Date
  ? string
  : T extends (infer Item)[]
    ? Item[]
    : T extends object
      ? Depth extends [0, ...infer Less extends 0[]]
        ? { [Key in keyof T]: Plain<T[Key], Less> }
        : T
      : T

/** Names whose payload, as the provider has it, is not what is said of it here. */
type Misfits<Ours, Theirs> = {
  [Name in keyof Ours & keyof Theirs]: Plain<Theirs[Name]> extends Ours[Name] ? never : Name
}[keyof Ours & keyof Theirs]

type ByType<Events extends { type: string }> = { [E in Events as E['type']]: E }

/** GitHub's events as their type is told here: with the action behind the name, where there is one. */
type GithubByType = {
  [Name in keyof EventPayloadMap]: EventPayloadMap[Name] extends infer Payload
    ? Payload extends { action: infer Action extends string }
      ? Record<`${Name}.${Action}`, Payload>
      : Record<Name, Payload>
    : never
}[keyof EventPayloadMap]
type AllOf<Union> = (Union extends unknown ? (one: Union) => void : never) extends (all: infer All) => void
  ? All
  : never
/** Octokit's emitter has a name for all actions of an event as well. */
type GithubEmitted = (typeof emitterEventNames)[number]
type GithubOfMany = GithubEmitted extends infer Name
  ? Name extends `${infer Event}.${string}`
    ? Event
    : never
  : never
/** Paddle's names are an enumeration; what is sent is their text. */
type ByEventType<Events extends { event_type: string }> = {
  [E in Events as `${E['event_type']}`]: Omit<E, 'event_type'> & { event_type: `${E['event_type']}` }
}

test('Linear, by @linear/sdk', () => {
  expectTypeOf<Alone<LinearEvents, keyof LinearWebhookEventTypeMap>>().toBeNever()
  expectTypeOf<Misfits<LinearEvents, LinearWebhookEventTypeMap>>().toBeNever()
})

test('Resend, by resend', () => {
  expectTypeOf<Alone<ResendEvents, ResendPayload['type']>>().toBeNever()
  expectTypeOf<Misfits<ResendEvents, ByType<ResendPayload>>>().toBeNever()
})

test('Paddle, by @paddle/paddle-node-sdk', () => {
  expectTypeOf<Alone<PaddleEvents, keyof ByEventType<IEvents>>>().toBeNever()
  expectTypeOf<Misfits<PaddleEvents, ByEventType<IEvents>>>().toBeNever()
})

test('Stripe, by stripe', () => {
  expectTypeOf<Alone<StripeEvents, (Stripe.Event | Stripe.V2.Core.EventNotification)['type']>>().toBeNever()
  expectTypeOf<Misfits<StripeEvents, ByType<Stripe.Event>>>().toBeNever()
  expectTypeOf<Misfits<StripeEvents, ByType<StripeNotified>>>().toBeNever()
})

test('GitHub, by @octokit/webhooks and @octokit/webhooks-types', () => {
  type Names = Exclude<GithubEmitted, GithubOfMany> | keyof AllOf<GithubByType>
  // What stands behind `repository_dispatch` is made up by who sends it: Octokit's is an example of the documents.
  expectTypeOf<Alone<GithubEvents, Names, `repository_dispatch.${string}`>>().toBeNever()
  expectTypeOf<Misfits<GithubEvents, AllOf<GithubByType>>>().toBeNever()
})

test('Shopify, PayPal and Slack, by the names in their documents', () => {
  expectTypeOf<Alone<ShopifyEvents, ShopifyTopic | ShopifyLawTopic>>().toBeNever()
  expectTypeOf<Alone<PaypalEvents, PaypalEventName>>().toBeNever()
  // Slack's types have events alone; this is no event, but what it asks of an address.
  expectTypeOf<Alone<SlackEvents, SlackEventName, 'url_verification'>>().toBeNever()
})

test('Webex and SeaTable, by the names in what they publish', () => {
  type Resources = keyof WebexEvents extends infer Name
    ? Name extends `${infer Of}.${string}`
      ? Of
      : never
    : never
  type Names = keyof WebexEvents extends infer Name
    ? Name extends `${string}.${infer Of}`
      ? Of
      : never
    : never
  expectTypeOf<Resources>().toEqualTypeOf<WebexResource>()
  expectTypeOf<Names>().toEqualTypeOf<WebexEventName>()
  expectTypeOf<WebexEvents['telephony_calls.updated']['data']['callId']>().toBeString()
  expectTypeOf<Alone<SeatableEvents, SeatableOperationName, 'move_group_rows'>>().toBeNever()
  expectTypeOf<SeatableEvents['append_rows']['data']['row_id']>().toBeString()
  expectTypeOf<SeatableEvents['update_rows_links']['data']['table2_row_id']>().toBeString()
})

/** Stripe's notifications as they are sent: the SDK adds calls, and has made the context an object. */
type StripeNotified = Stripe.V2.Core.EventNotification extends infer Event
  ? Event extends { type: string }
    ? Omit<Event, 'context' | `fetch${string}`> & { context?: string }
    : never
  : never
