// What a TypeScript program does with the package as installed; compiled under several settings, never run.
import { answerHandshake, header, hmac, sign, verify } from 'countersign'
import { webhook } from 'countersign/fetch'
import { standardWebhooks } from 'countersign/schemes/standard-webhooks'
import { webex } from 'countersign/schemes/webex'
import { verifySync } from 'countersign/sync'
import { signedMessage } from 'countersign/testing'

const secrets = 'secret'

export async function roomOf(request: Request): Promise<string> {
  const event = await verify(request, { scheme: webex, secrets })
  if (event.is('messages.created')) return event.json().data.roomId
  if (event.is('telephony_calls.created')) return event.type
  return event.text()
}

/** The bytes of an event and of a signed message go straight into what fetch takes. */
export async function forwarded(request: Request): Promise<Response> {
  const event = await verify(request, {
    scheme: hmac({ hash: 'sha1', encoding: 'hex', signature: header('x') }),
    secrets,
  })
  await fetch('https://example.com', { method: 'POST', body: event.body })
  const signed = await sign({ body: event.body }, { scheme: standardWebhooks, secrets })
  await fetch('https://example.com', { method: 'POST', ...signed })
  const { url, ...message } = await signedMessage(webex, 'messages.created')
  await fetch(url, message)
  const answer = await answerHandshake(
    webex,
    { headers: request.headers, body: event.body },
    { verified: true },
  )
  return new Response(answer?.body)
}

export const POST: (request: Request) => Promise<Response> = webhook({ scheme: webex, secrets }, (event) => {
  if (!event.is('memberships.deleted')) return event.type
  return verifySync({ headers: {}, body: event.body }, { scheme: webex, secrets }).id
})
