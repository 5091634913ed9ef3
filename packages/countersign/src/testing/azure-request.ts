import type { Message } from './message.ts'

/** What the constructor of `HttpRequest` in `@azure/functions` takes. */
export interface AzureRequestInit {
  method: string
  url: string
  headers: Record<string, string>
  body: { bytes: Uint8Array }
}

/**
 * A signed message as what `@azure/functions` makes a request of.
 *
 * @example
 * const request = new HttpRequest(azureRequest(await signedMessage(webex, 'messages.created')))
 * const { status } = await handler(request, new InvocationContext())
 */
export function azureRequest({ method, url, headers, body }: Message): AzureRequestInit {
  return { method, url, headers: { ...headers }, body: { bytes: body } }
}
