import type { LambdaEventLike } from '../adapters/lambda-event.ts'
import { toBase64 } from '../message/encoding.ts'

/** What stands before a Lambda function: API Gateway's REST API, its HTTP API or a function URL, a load balancer. */
export type LambdaFront = 'rest' | 'http' | 'load-balancer'

/** A message in pieces, as `signedMessage` makes it. */
interface Message {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/**
 * A signed message as the event of a Lambda function, its bytes as base64.
 *
 * @example
 * const event = lambdaEvent(await signedMessage(webex, 'messages.created'), 'http')
 * const { statusCode } = await handler(event)
 */
export function lambdaEvent(
  { method, url, headers: given, body }: Message,
  front: LambdaFront,
): LambdaEventLike {
  const { pathname, search, searchParams, host } = new URL(url)
  const entries = [
    ['host', host],
    ...Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]),
  ]
  const headers: Record<string, string> = Object.fromEntries(entries)
  const bytes = { body: toBase64(body), isBase64Encoded: true }
  if (front === 'http') {
    const requestContext = { http: { method, path: pathname }, stage: '$default' }
    return { rawPath: pathname, rawQueryString: search.slice(1), headers, requestContext, ...bytes }
  }
  const queryStringParameters = Object.fromEntries(searchParams)
  const requestContext =
    front === 'rest' ? { path: pathname, stage: '$default' } : { elb: { targetGroupArn: '' } }
  return { httpMethod: method, path: pathname, headers, queryStringParameters, requestContext, ...bytes }
}
