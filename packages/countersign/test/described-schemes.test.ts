import { readFileSync } from 'node:fs'
import { sign, verify } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { type Vector, vectorInput, vectorParams, vectorSecrets } from 'countersign/vectors'
import { expect, test } from 'vitest'

const folder = new URL('../../../vectors/', import.meta.url)

test('every scheme says on which pages its facts stand', () => {
  for (const { name, documentation } of Object.values(schemes)) {
    const pages = documentation.map((page) => new URL(page).pathname)
    expect([name, pages.length > 0 && pages.every((path) => path !== '/')]).toEqual([name, true])
  }
})

test('the id of Box is that of the body, which a repeated delivery keeps', async () => {
  const scheme = schemes.box
  if (scheme === undefined) throw new Error('no such scheme')
  const body =
    '{"type":"webhook_event","id":"eb0c4e06-751f-442c-86f8-fd5bb404dbec","trigger":"FILE.UPLOADED"}'
  const secrets = 'primary key'
  const keys: unknown[] = []
  for (const delivery of ['673a081b', '9d2f11aa']) {
    const signed = await sign({ body }, { scheme, secrets })
    const event = await verify(
      { ...signed, headers: { ...signed.headers, 'BOX-DELIVERY-ID': delivery } },
      { scheme, secrets },
    )
    expect([event.type, event.id]).toEqual(['FILE.UPLOADED', 'eb0c4e06-751f-442c-86f8-fd5bb404dbec'])
    expect(event.dedupe?.basis).toBe('signed-id')
    keys.push(event.dedupe?.key)
  }
  expect(new Set(keys).size).toBe(1)
})

/** The event of a vector. */
async function eventOf(name: string, id: string) {
  const vectors: Vector[] = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))
  const vector = vectors.find((one) => one.id === id)
  const scheme = schemes[name]
  if (vector === undefined || scheme === undefined) throw new Error('no such vector')
  return verify(vectorInput(vector), {
    scheme,
    secrets: vectorSecrets(vector),
    publicUrl: vector.url,
    params: vectorParams(vector, scheme),
    ...(typeof vector.now === 'number' && { now: new Date(vector.now * 1000) }),
  })
}

/** By vector: what the event is, and the provider's id of it. */
test.each<[scheme: string, vector: string, type: string, id: string | undefined]>([
  ['ably', 'ably-described', 'channel.message', undefined],
  ['asana', 'asana-described', 'changed', undefined],
  ['auth0', 'auth0-described-log', 's', '90020230101'],
  ['azure-eventgrid', 'azure-eventgrid-described', 'Microsoft.Storage.BlobCreated', '831e1650-001e'],
  ['discord', 'discord-4', '1', '1'],
  ['discord', 'discord-6', 'APPLICATION_AUTHORIZED', undefined],
  ['gocardless', 'gocardless-described', 'payments.confirmed', 'EV123'],
  ['gocardless', 'gocardless-described-two', '', undefined],
  ['hubspot-v1', 'hubspot-v1-described', 'contact.creation', '100'],
  ['hubspot-v3', 'hubspot-v3-escaped', 'contact.creation', '1'],
  ['klaviyo', 'klaviyo-described', 'event:klaviyo.sent_sms', '4L3cwQae2TX'],
  ['kontent-ai', 'kontent-ai-described', 'published', undefined],
  ['mandrill', 'mandrill-described', 'hard_bounce', undefined],
  ['mautic', 'mautic-described', 'mautic.lead_post_save_update', undefined],
  ['mautic', 'mautic-1', '', undefined],
  ['meta', 'meta-described', 'page.feed', undefined],
  ['meta', 'meta-described-two', 'page', undefined],
  ['microsoft-graph', 'microsoft-graph-described', 'updated', 'lsgTZMr9KwAAA'],
  ['monday', 'monday-described', 'create_item', 'b5ed2e17c530f43668de130142445cba'],
  ['onfido', 'onfido-7', 'check.completed', undefined],
  ['pandadoc', 'pandadoc-described', 'document_updated', undefined],
  ['plivo', 'plivo-described', 'Hangup', undefined],
  ['pusher', 'pusher-described', 'channel_vacated', undefined],
  ['salesforce-mc-ens', 'salesforce-mc-ens-described', 'TransactionalSendEvents.EmailSent', undefined],
  ['sendgrid', 'sendgrid-1', 'dropped', undefined],
  ['sendgrid', 'sendgrid-6', 'dropped', 'ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA'],
  ['statsig', 'statsig-described', 'statsig::gate_exposure', undefined],
  ['tailscale', 'tailscale-described', 'nodeCreated', undefined],
  ['telegram', 'telegram-described', 'edited_message', '10000'],
  ['telegram', 'telegram-1', '', undefined],
  ['twilio', 'twilio-described', 'delivered', 'b4bd1c52-fb5f'],
  ['twitter', 'twitter-described', 'tweet_create_events', undefined],
  ['whatsapp', 'whatsapp-described', 'whatsapp_business_account.messages', undefined],
  ['whatsapp', 'whatsapp-described-two', 'whatsapp_business_account', undefined],
  ['xero', 'xero-described', 'INVOICE.UPDATE', undefined],
])('%s says what %s is', async (name, id, type, eventId) => {
  const event = await eventOf(name, id)
  expect(event.type).toBe(type)
  expect(event.id).toBe(eventId)
  // No provider of these promises that its id tells a repeat, and some of these ids nobody has signed.
  expect(event.dedupe).toBeNull()
})

/** By vector: as above, of providers who promise that the id tells a repeat; nobody has signed it. */
test.each<[scheme: string, vector: string, type: string, id: string]>([
  ['auth0', 'auth0-described-event', 'user.created', 'evt_1'],
  ['gitlab', 'gitlab-described', 'Push Hook', 'f5e5f430-f57b-4e6e-9fac-d9128cd7232f'],
  ['google-pubsub-push', 'google-pubsub-push-2', '', '136969346945'],
  ['okta', 'okta-described', 'user.lifecycle.activate', 'b5a188b9-5ece-4636-b041-482ffda96311'],
  ['shopify', 'shopify-new-names', 'products/create', '98880550-7158-44d4-b7cd-2c97c8a091b5'],
  ['sparkpost', 'sparkpost-described', 'delivery', 'batch-1'],
  ['sparkpost', 'sparkpost-described-two', '', 'batch-2'],
])('%s tells a repeat of %s by its id and its bytes', async (name, id, type, eventId) => {
  const event = await eventOf(name, id)
  expect([event.type, event.id, event.dedupe?.basis]).toEqual([type, eventId, 'unsigned-id+bytes'])
})

/** On what dedup keys rest, of schemes whose provider promises what they need. Of all others no vector has a key. */
const dedupe: Readonly<Record<string, readonly string[]>> = {
  'signed-id': `
    airwallex anthropic aws-sns bigcommerce-signed box brex btcpay circleci clerk dodopayments gitlab-signing heroku
    incident-io increase line lithic liveblocks loops make-events openai polar render replicate resend signatureapi slack square
    standard-webhooks standard-webhooks-v1a stripe stytch supabase-auth-hook svix twitch vanta whop
  `
    .trim()
    .split(/\s+/),
  'unsigned-id+bytes': `
    auth0 chargify gitea github github-sha1 gitlab gogs google-pubsub-push jira lago lago-jwt okta shopify shopify-events
    sparkpost
  `
    .trim()
    .split(/\s+/),
  'signed-fields': ['mailgun', 'paypal', 'seatable', 'webex'],
}

test.each(Object.keys(schemes))('%s has dedup keys on the basis that is promised, or none', async (name) => {
  const vectors: Vector[] = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))
  const found = new Set<string>()
  for (const { id } of vectors.filter((one) => one.expect === 'valid')) {
    const { dedupe: has, id: eventId } = await eventOf(name, id)
    if (has === null) continue
    found.add(has.basis)
    // By the id that the event says, as a netstring; by signed fields it is theirs.
    const bytes = Buffer.byteLength(eventId ?? '')
    if (has.basis !== 'signed-fields') expect(has.key.startsWith(`${bytes}:${eventId},`)).toBe(true)
    if (has.basis === 'unsigned-id+bytes') expect(has.key).toMatch(/,[0-9a-f]{64}$/)
  }
  const promised = Object.keys(dedupe).filter((basis) => dedupe[basis]?.includes(name))
  expect([...found]).toEqual(promised)
})
