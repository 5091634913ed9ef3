import type { LambdaEventLike } from '../adapters/lambda-event.ts'
import { toBase64 } from '../message/encoding.ts'
import type { Message } from './message.ts'

/**
 * What stands before a Lambda function: API Gateway's REST API, its HTTP API or a function URL, a load balancer, and one
 * whose target group has multi-value headers.
 */
export type LambdaFront = 'rest' | 'http' | 'load-balancer' | 'load-balancer-multi-value'

type Many = Readonly<Record<string, readonly string[]>>

/** Of a name that is there several times a plain record has the last value. */
const lasts = (many: Many): Record<string, string> =>
  Object.fromEntries(Object.entries(many).map(([name, values]) => [name, values.at(-1) ?? '']))

/**
 * A signed message as the event of a Lambda function, its bytes as base64.
 *
 * @example
 * const event = lambdaEvent(await signedMessage(webex, 'messages.created'), 'http')
 * const { statusCode } = await handler(event)
 */
export function lambdaEvent(
  { method, url, headers: given, body: bytes }: Message,
  front: LambdaFront,
): LambdaEventLike {
  const { pathname: path, search, searchParams, host } = new URL(url)
  const sent = Object.entries({ host, ...given }).map(([name, value]) => [name.toLowerCase(), value] as const)
  const headers = Object.fromEntries(sent)
  const body = { body: toBase64(bytes), isBase64Encoded: true }
  if (front === 'http') {
    const requestContext = { http: { method, path }, stage: '$default' }
    return { rawPath: path, rawQueryString: search.slice(1), headers, requestContext, ...body }
  }
  const multiValueHeaders = Object.fromEntries(sent.map(([name, value]) => [name, [value]]))
  // API Gateway hands the query over decoded, load balancers as it was sent.
  const decoded: Many = Object.fromEntries(
    [...searchParams.keys()].map((name) => [name, searchParams.getAll(name)]),
  )
  if (front === 'rest')
    return {
      httpMethod: method,
      path,
      headers,
      multiValueHeaders,
      queryStringParameters: lasts(decoded),
      multiValueQueryStringParameters: decoded,
      requestContext: { path, stage: '$default' },
      ...body,
    }
  const query = asSent(search.slice(1))
  const plain = { headers, queryStringParameters: lasts(query) }
  const multiple = { multiValueHeaders, multiValueQueryStringParameters: query }
  return {
    httpMethod: method,
    path,
    ...(front === 'load-balancer' ? plain : multiple),
    requestContext: { elb: { targetGroupArn: '' } },
    ...body,
  }
}

/** The parameters of a query, neither names nor values decoded. */
function asSent(query: string): Many {
  const many: Record<string, string[]> = {}
  for (const pair of query === '' ? [] : query.split('&')) {
    const [name = '', ...value] = pair.split('=')
    many[name] = [...(many[name] ?? []), value.join('=')]
  }
  return many
}
