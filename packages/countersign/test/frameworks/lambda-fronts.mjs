// What stands before a Lambda function, by AWS' own descriptions of the events: from HTTP to an event, and back.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html,
// …/http-api-develop-integrations-lambda.html, …/lambda-proxy-binary-media.html, and
// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html.

/** Content types that HTTP APIs and load balancers hand over as text. */
const isText = (type = '') => /^text\/|^application\/(json|javascript|xml)\b/.test(type)

const joined = (request) =>
  Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [name, values.join(',')]),
  )
const last = (request) =>
  Object.fromEntries(Object.entries(request.headersDistinct).map(([name, values]) => [name, values.at(-1)]))

/** `eventOf(request, body, url)` makes the event; the handler's result goes out as it says. */
const front = (eventOf) => (hookOf) => async (request, response) => {
  const body = Buffer.concat(await request.toArray())
  const url = new URL(request.url, 'http://function')
  // All of them send JSON around: an event has been a text before the function sees it.
  const event = JSON.parse(JSON.stringify(eventOf(request, body, url)))
  try {
    const result = JSON.parse(JSON.stringify(await hookOf(url.pathname)(event, {})))
    const headers = result.multiValueHeaders ?? result.headers
    response.writeHead(result.statusCode, headers)
    response.end(Buffer.from(result.body, result.isBase64Encoded ? 'base64' : 'utf8'))
  } catch {
    response.writeHead(502).end()
  }
}

const carried = (body, binary) => ({
  body: body.length === 0 ? null : body.toString(binary ? 'base64' : 'utf8'),
  isBase64Encoded: binary && body.length > 0,
})

/** API Gateway, REST, payload 1.0; `binary` where binaryMediaTypes are set. */
export const restApi = (binary) =>
  front((request, body, url) => ({
    resource: '/{proxy+}',
    path: url.pathname,
    httpMethod: request.method,
    headers: last(request),
    multiValueHeaders: request.headersDistinct,
    queryStringParameters: url.search ? Object.fromEntries(url.searchParams) : null,
    multiValueQueryStringParameters: null,
    pathParameters: null,
    stageVariables: null,
    requestContext: { stage: 'live', path: `/live${url.pathname}`, httpMethod: request.method, identity: {} },
    ...carried(body, binary),
  }))

/** API Gateway, HTTP, payload 2.0; function URLs have the same. */
export const httpApi = front((request, body, url) => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: url.pathname,
  rawQueryString: url.search.slice(1),
  headers: joined(request),
  requestContext: { http: { method: request.method, path: url.pathname }, stage: '$default' },
  ...carried(body, !isText(request.headers['content-type'])),
}))

/** An Application Load Balancer; compressed bodies come as base64 whatever their type. */
export const alb = (multiValue) =>
  front((request, body, url) => ({
    requestContext: {
      elb: { targetGroupArn: 'arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/hooks/1' },
    },
    httpMethod: request.method,
    path: url.pathname,
    ...(multiValue
      ? { multiValueHeaders: request.headersDistinct, multiValueQueryStringParameters: {} }
      : { headers: last(request), queryStringParameters: {} }),
    ...carried(
      body,
      request.headers['content-encoding'] !== undefined || !isText(request.headers['content-type']),
    ),
  }))
