import {
  countersigned,
  createVerifier,
  type EventsOf,
  type PayloadOf,
  safeVerify,
  sign,
  type Verifier,
  type VerifyResult,
  verify,
  type WebhookEvent,
} from 'countersign'
import { webhook } from 'countersign/fetch'
import { github } from 'countersign/schemes/github'
import { seatable } from 'countersign/schemes/seatable'
import { slack } from 'countersign/schemes/slack'
import { standardWebhooks } from 'countersign/schemes/standard-webhooks'
import { stripe } from 'countersign/schemes/stripe'
import { type WebexEvents, type WebexMessage, webex } from 'countersign/schemes/webex'
import { verifySync } from 'countersign/sync'
import { signedMessage, signedRequest } from 'countersign/testing'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { testingSecret as secrets } from '../src/testing.ts'

type Body = string | Uint8Array | object

const webexEvent = async (body: Body) =>
  verify(await signedRequest(webex, 'messages.created', { body }), { scheme: webex, secrets })

describe('typed events', () => {
  test('is() narrows json()', async () => {
    const event = await verify(await signedRequest(webex, 'messages.created'), { scheme: webex, secrets })
    expectTypeOf(event.json()).toBeUnknown()
    expect(event.is('memberships.created')).toBe(false)
    if (!event.is('messages.created')) throw new Error('not narrowed')
    expectTypeOf(event.json().data.personEmail).toBeString()
    expectTypeOf(event.json().resource).toEqualTypeOf<'messages'>()
    expect(event.json().data.personEmail).toBe('matt@example.com')
  })

  test('a misspelt type does not compile', async () => {
    const event = await verify(await signedRequest(seatable, 'insert_row'), { scheme: seatable, secrets })
    // @ts-expect-error SeaTable has no such operation
    expect(event.is('insert_rwo')).toBe(false)
    if (event.is('modify_row')) expectTypeOf(event.json().data.row_data[0]?.old_value).toBeUnknown()
    if (event.is('add_link')) expectTypeOf(event.json().data.table1_id).toBeString()
  })

  test('the type of the scheme names its events, whichever way they come', async () => {
    type Event = WebhookEvent<typeof webex>
    const options = { scheme: webex, secrets }
    const message = await signedMessage(webex, 'messages.created')
    expectTypeOf(verifySync(message, options)).toEqualTypeOf<Event>()
    expectTypeOf(verify(message, options)).toEqualTypeOf<Promise<Event>>()
    expectTypeOf(safeVerify(message, options)).toEqualTypeOf<Promise<VerifyResult<typeof webex>>>()
    expectTypeOf(createVerifier(options)).toEqualTypeOf<Verifier<typeof webex>>()
    expectTypeOf(countersigned(webex)).toEqualTypeOf<typeof webex>()
    expectTypeOf<EventsOf<typeof webex>>().toEqualTypeOf<WebexEvents>()
    expectTypeOf<PayloadOf<typeof webex, 'messages.created'>['data']>().toEqualTypeOf<WebexMessage>()
    // A function of any event takes this one, and one of this kind takes no other's.
    expectTypeOf<Event>().toExtend<WebhookEvent>()
    const types: string[] = []
    const hook = webhook(options, (event) => {
      expectTypeOf(event).toEqualTypeOf<Event>()
      types.push(event.type)
    })
    await hook(await signedRequest(webex, 'rooms.created', { body: { resource: 'rooms', event: 'created' } }))
    expect(types).toEqual(['rooms.created'])
    // @ts-expect-error Webex has no such event
    await expect(signedRequest(webex, 'messages.craeted')).rejects.toThrow()
  })

  test('one of several schemes: the types of all of them', async () => {
    const scheme = [seatable, webex].find(({ name }) => name === 'webex') ?? seatable
    const event = verifySync(await signedMessage(webex, 'messages.created'), { scheme, secrets })
    expect(event.is('insert_row')).toBe(false)
    expect(event.is('messages.created') && event.json().data.roomType).toBe('group')
    // @ts-expect-error neither has it
    expect(event.is('insert_rwo')).toBe(false)
  })

  test('an unknown type still arrives', async () => {
    const event = await webexEvent({ resource: 'holograms', event: 'flickered' })
    expect(event.type).toBe('holograms.flickered')
  })

  test('a scheme without types takes any', async () => {
    const event: WebhookEvent = await verify(await signedRequest(standardWebhooks, 'invoice.paid'), {
      scheme: standardWebhooks,
      secrets,
    })
    expect(event.is('invoice.paid')).toBe(true)
  })

  test('is() leaves the event to the other branch, for a scheme without types too', async () => {
    const options = { scheme: standardWebhooks, secrets }
    const event = await verify(await signedRequest(standardWebhooks, 'invoice.paid'), options)
    const seen: string[] = []
    if (event.is('invoice.sent')) seen.push('sent')
    else if (event.is('invoice.paid')) {
      expectTypeOf(event.type).toEqualTypeOf<'invoice.paid'>()
      expectTypeOf(event).toExtend<WebhookEvent<typeof standardWebhooks>>()
      seen.push(event.type)
    } else seen.push(event.text())
    expect(seen).toEqual(['invoice.paid'])
    const message = await verify(await signedRequest(webex, 'messages.created'), { scheme: webex, secrets })
    if (message.is('messages.created') || message.is('messages.updated')) {
      expectTypeOf(message.json().resource).toEqualTypeOf<'messages'>()
      expectTypeOf(message.json().event).toEqualTypeOf<'created' | 'updated'>()
    } else expect(message.type).toBe('never here')
  })

  test.each([
    [github, 'issues.opened', 'issues.opened'],
    [github, 'ping', 'ping'],
    [stripe, 'invoice.paid', 'invoice.paid'],
    [slack, 'app_mention', 'app_mention'],
    [slack, 'url_verification', 'url_verification'],
  ] as const)('%# the type of a sample', async (scheme, type, expected) => {
    const event = await verify(await signedRequest(scheme, type), { scheme, secrets })
    expect(event.type).toBe(expected)
  })
})

describe('what is no JSON', () => {
  test.each([
    ['empty', ''],
    ['text', 'hello'],
    ['invalid UTF-8', new Uint8Array([0x7b, 0xff, 0x7d])],
    ['null', 'null'],
    ['a list', '[1]'],
    ['nested ten thousand deep', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['own keys of the prototype', '{"__proto__":{"resource":"a","event":"b"},"constructor":1}'],
  ])('%s: verified, without a type or a dedup key', async (_name, body) => {
    const event = await webexEvent(body)
    expect(event.verdict).toBe('verified')
    expect(event.type).toBe('')
    expect(event.id).toBeUndefined()
    expect(event.dedupe).toBeNull()
  })

  test('json() and text() refuse it', async () => {
    const event = await webexEvent(new Uint8Array([0xff]))
    expect(() => event.json()).toThrow(expect.objectContaining({ code: 'ERR_BODY_MALFORMED', status: 400 }))
    expect(() => event.text()).toThrow(expect.objectContaining({ code: 'ERR_BODY_MALFORMED' }))
    expect(() => event.form()).toThrow(expect.objectContaining({ code: 'ERR_BODY_MALFORMED' }))
  })

  test('a byte order mark stays in text() and is no obstacle to json()', async () => {
    const event = await webexEvent('\ufeff{"a":1}')
    expect(event.text()).toBe('\ufeff{"a":1}')
    expect(event.json()).toEqual({ a: 1 })
  })

  test('a form', async () => {
    const body = 'command=%2Fdeploy&text=a+b'
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const event = await verify(await signedRequest(slack, 'app_mention', { body, headers }), {
      scheme: slack,
      secrets,
    })
    expect(event.type).toBe('/deploy')
    expect(event.form().get('text')).toBe('a b')
    expect(event.dedupe).toBeNull()
  })
})

describe('dedup keys', () => {
  const notification = (change: object = {}, data: object = {}) => ({
    id: 'hook',
    resource: 'messages',
    event: 'created',
    ...change,
    data: { id: 'thing', created: '2026-01-01T00:00:00Z', ...data },
  })

  test('Webex: every field counts, and none can be shifted into the next', async () => {
    const bodies = [
      notification(),
      notification({ id: 'hook2' }),
      notification({ resource: 'rooms' }),
      notification({ event: 'deleted' }),
      notification({}, { id: 'other' }),
      notification({}, { created: '2026-01-02T00:00:00Z' }),
      notification({ id: 'hookm', resource: 'essages' }),
    ]
    const keys = await Promise.all(bodies.map(async (body) => (await webexEvent(body)).dedupe?.key))
    expect(new Set(keys).size).toBe(bodies.length)
    expect(keys).not.toContain(undefined)
  })

  test('Webex: the same event in other bytes has the same key', async () => {
    const one = await webexEvent(JSON.stringify(notification()))
    const other = await webexEvent(JSON.stringify(notification({ name: 'renamed' }), null, 1))
    expect(one.dedupe).toEqual(other.dedupe)
    expect(one.dedupe?.basis).toBe('signed-fields')
  })

  test('Webex: an update can truly happen twice', async () => {
    expect((await webexEvent(notification({ event: 'updated' }))).dedupe).toBeNull()
  })

  test('SeaTable: the bytes, where they hold op_time', async () => {
    const event = async (data: object) =>
      verify(await signedRequest(seatable, 'insert_row', { body: { event: 'update', data } }), {
        scheme: seatable,
        secrets,
      })
    const one = await event({ op_type: 'insert_row', op_time: 1.5 })
    expect(one.dedupe).toEqual((await event({ op_type: 'insert_row', op_time: 1.5 })).dedupe)
    expect(one.dedupe).not.toEqual((await event({ op_type: 'insert_row', op_time: 2.5 })).dedupe)
    expect((await event({ op_type: 'insert_row' })).dedupe).toBeNull()
  })

  test('GitHub: the unsigned id suppresses only equal bytes', async () => {
    const event = async (body: string, id: string) => {
      const options = { body, headers: { 'X-GitHub-Event': 'push', 'X-GitHub-Delivery': id } }
      return verify(await signedRequest(github, 'push', options), { scheme: github, secrets })
    }
    const one = await event('{"a":1}', 'id1')
    expect(one.dedupe?.basis).toBe('unsigned-id+bytes')
    expect(one.dedupe).toEqual((await event('{"a":1}', 'id1')).dedupe)
    expect(one.dedupe).not.toEqual((await event('{"a":2}', 'id1')).dedupe)
    expect(one.dedupe).not.toEqual((await event('{"a":1}', 'id2')).dedupe)
  })

  test.each([
    ['standard-webhooks', standardWebhooks, 'invoice.paid', 'msg_1'],
    ['stripe', stripe, 'invoice.paid', 'evt_1NG8Du2eZvKYlo2CUI79vXWy'],
    ['slack', slack, 'app_mention', 'Ev123ABC456'],
  ] as const)('%s: the signed id', async (_name, scheme, type, id) => {
    const event = await verify(await signedRequest(scheme, type, { id: 'msg_1' }), { scheme, secrets })
    expect(event.id).toBe(id)
    expect(event.dedupe).toEqual({ key: `${id.length}:${id},`, basis: 'signed-id' })
  })

  test('what the caller does to the parsed object does not change the key', async () => {
    const first = await webexEvent(notification())
    const json = first.json() as { id: string }
    json.id = 'changed'
    expect(first.dedupe).toEqual((await webexEvent(notification())).dedupe)
  })
})

test('sign() and verify() agree for non-ASCII ids only by refusing them', async () => {
  for (const id of ['', 'ü', 'a b', 'a\r\nb', 'x'.repeat(300)]) {
    await expect(sign({ body: '', id }, { scheme: standardWebhooks, secrets })).rejects.toThrow(
      expect.objectContaining({ code: 'ERR_OPTIONS_INVALID' }),
    )
  }
})
