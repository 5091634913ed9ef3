import { verify } from 'countersign'
import { webhook } from 'countersign/fetch'
import { adyen } from 'countersign/schemes/adyen'
import { webex } from 'countersign/schemes/webex'
import { signedMessage, signedRequest } from 'countersign/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { platform as web } from '../src/platform/web.ts'
import { verifierOn } from '../src/verify/verifier.ts'

// zone.js and Bluebird put a Promise of their own in the global one's place: that of an async function is none of those.

const own = globalThis.Promise
beforeEach(() => {
  globalThis.Promise = class extends own<unknown> {} as PromiseConstructor
})
afterEach(() => {
  globalThis.Promise = own
})

const secret = '44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056'

test('of several items each is checked, on Web Crypto too', async () => {
  expect((async () => 1)()).not.toBeInstanceOf(Promise)
  const { body, ...message } = await signedMessage(adyen, 'AUTHORISATION', { secret })
  const { notificationItems } = JSON.parse(new TextDecoder().decode(body))
  const [good] = notificationItems
  const forged = structuredClone(good)
  forged.NotificationRequestItem.amount.value = 999_999
  const { safeVerify } = verifierOn(web, { scheme: adyen, secrets: secret })
  const isTaken = async (items: unknown[]): Promise<boolean> =>
    (await safeVerify({ ...message, body: JSON.stringify({ notificationItems: items }) })).ok
  expect(await isTaken([good, good])).toBe(true)
  expect(await isTaken([forged, good])).toBe(false)
  expect(await isTaken([good, forged])).toBe(false)
})

test('an adapter waits for the body', async () => {
  const seen: string[] = []
  const handler = webhook({ scheme: webex, secrets: secret }, async ({ type }) => void seen.push(type ?? ''))
  const response = await handler(await signedRequest(webex, 'messages.created', { secret }))
  expect([response.status, seen]).toEqual([200, ['messages.created']])
})

test('a message is verified', async () => {
  const message = await signedMessage(webex, 'messages.created', { secret })
  expect((await verify(message, { scheme: webex, secrets: secret })).type).toBe('messages.created')
})
