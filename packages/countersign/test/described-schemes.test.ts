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

/** By vector: what the event is, and the provider's id of it. */
test.each<[scheme: string, vector: string, type: string, id: string | undefined]>([
  ['ably', 'ably-described', 'channel.message', undefined],
  ['asana', 'asana-described', 'changed', undefined],
  ['azure-eventgrid', 'azure-eventgrid-described', 'Microsoft.Storage.BlobCreated', '831e1650-001e'],
  ['discord', 'discord-4', '1', '1'],
  ['discord', 'discord-6', 'APPLICATION_AUTHORIZED', undefined],
  ['gocardless', 'gocardless-described', 'payments.confirmed', 'EV123'],
  ['gocardless', 'gocardless-described-two', '', undefined],
  ['hubspot-v1', 'hubspot-v1-described', 'contact.creation', '100'],
  ['klaviyo', 'klaviyo-described', 'event:klaviyo.sent_sms', '4L3cwQae2TX'],
  ['kontent-ai', 'kontent-ai-described', 'published', undefined],
  ['mandrill', 'mandrill-described', 'hard_bounce', undefined],
  ['mautic', 'mautic-described', 'mautic.lead_post_save_update', undefined],
  ['mautic', 'mautic-1', '', undefined],
  ['microsoft-graph', 'microsoft-graph-described', 'updated', 'lsgTZMr9KwAAA'],
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
  ['xero', 'xero-described', 'INVOICE.UPDATE', undefined],
])('%s says what %s is', async (name, id, type, eventId) => {
  const vectors: Vector[] = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))
  const vector = vectors.find((one) => one.id === id)
  const scheme = schemes[name]
  if (vector === undefined || scheme === undefined) throw new Error('no such vector')
  const event = await verify(vectorInput(vector), {
    scheme,
    secrets: vectorSecrets(vector),
    publicUrl: vector.url,
    params: vectorParams(vector, scheme),
    ...(typeof vector.now === 'number' && { now: new Date(vector.now * 1000) }),
  })
  expect(event.type).toBe(type)
  expect(event.id).toBe(eventId)
  // No provider of these promises that its id tells a repeat, and some of these ids nobody has signed.
  expect(event.dedupe).toBeNull()
})
