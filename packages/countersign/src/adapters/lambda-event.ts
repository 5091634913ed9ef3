import type { Bytes } from '../message/bytes.ts'
import { strictText, toBase64, utf8 } from '../message/encoding.ts'
import type { Answer, ReadRequest } from './handle.ts'

type Values<Value> = Readonly<Record<string, Value | undefined>> | null | undefined

/**
 * The part of a Lambda event that is used here, of all four that carry HTTP:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html and
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html.
 */
export interface LambdaEventLike {
  readonly body?: string | null | undefined
  readonly isBase64Encoded: boolean
  readonly headers?: Values<string>
  readonly multiValueHeaders?: Values<readonly string[]>
  /** Payload 1.0 and load balancers. */
  readonly httpMethod?: string | undefined
  readonly path?: string | undefined
  readonly queryStringParameters?: Values<string>
  readonly multiValueQueryStringParameters?: Values<readonly string[]>
  /** Payload 2.0 and function URLs. */
  readonly rawPath?: string | undefined
  readonly rawQueryString?: string | undefined
  readonly requestContext: object
}

/** What a handler gives back: of load balancers with multi-value headers by those, else by plain ones. */
export interface LambdaResult {
  statusCode: number
  headers?: Record<string, string>
  multiValueHeaders?: Record<string, string[]>
  body: string
  isBase64Encoded: boolean
}

/** The parts of `requestContext` that differ by what stands in front. */
interface RequestContext {
  readonly elb?: unknown
  /** With the stage, where `path` of payload 1.0 has none. */
  readonly path?: string
  readonly http?: { readonly method: string }
}

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

const undecoded =
  'API Gateway has made text of the body: set binaryMediaTypes to ["*/*"] on the REST API and deploy its stage, so that bytes come as base64.'

/** The raw request of an event. */
export function lambdaInput(event: LambdaEventLike): ReadRequest {
  const headers: Headers =
    event.multiValueHeaders == null ? (event.headers ?? {}) : { ...event.headers, ...event.multiValueHeaders }
  const context = event.requestContext as RequestContext
  const method = event.httpMethod ?? context.http?.method
  const text = event.body ?? ''
  const url = urlOf(event, context)
  if (event.isBase64Encoded) {
    // Lambda is Node: its decoder takes a tenth of what one for every platform takes, which is what an adapter may cost.
    const { buffer, byteOffset, length } = Buffer.from(text, 'base64')
    return { method, url, headers, body: new Uint8Array(buffer, byteOffset, length) }
  }
  // What is no UTF-8 comes with U+FFFD in its place, and what was compressed as if it had not been.
  const doubt = (): string | undefined =>
    text.includes('\uFFFD') || hasHeader(headers, 'content-encoding') ? undecoded : undefined
  return { method, url, headers, body: utf8(text), doubt }
}

function hasHeader(headers: object, wanted: string): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() === wanted)
}

/** Path and query as sent, where the event has them so: payload 1.0 hands the query over decoded. */
function urlOf(event: LambdaEventLike, context: RequestContext): string {
  const { rawPath, rawQueryString = '' } = event
  if (rawPath !== undefined) return rawPath + (rawQueryString && `?${rawQueryString}`)
  const path = context.path ?? event.path ?? '/'
  const many = Object.entries(event.multiValueQueryStringParameters ?? event.queryStringParameters ?? {})
  const pairs = many.flatMap(([name, values]) => [values ?? []].flat().map((value) => [name, value] as const))
  const write = (text: string): string => (context.elb === undefined ? encodeURIComponent(text) : text)
  const query = pairs.map(([name, value]) => `${write(name)}=${write(value)}`).join('&')
  return path + (query && `?${query}`)
}

/** An answer as what stands in front wants it. */
export function lambdaResult({ status, headers, body }: Answer, event: LambdaEventLike): LambdaResult {
  const { body: text, isBase64Encoded } = written(body)
  if (event.multiValueHeaders == null || (event.requestContext as RequestContext).elb === undefined)
    return { statusCode: status, headers: { ...headers }, body: text, isBase64Encoded }
  const many = Object.entries(headers).map(([name, value]) => [name, [value]])
  return { statusCode: status, multiValueHeaders: Object.fromEntries(many), body: text, isBase64Encoded }
}

/** As text where it is some: without binaryMediaTypes, API Gateway sends base64 on as it is. */
function written(body: Bytes | string): Pick<LambdaResult, 'body' | 'isBase64Encoded'> {
  if (typeof body === 'string') return { body, isBase64Encoded: false }
  try {
    return { body: strictText(body), isBase64Encoded: false }
  } catch {
    return { body: toBase64(body), isBase64Encoded: true }
  }
}
