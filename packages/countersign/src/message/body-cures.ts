const cures = {
  unread:
    'This is a Node request that nobody has read: use webhook() of countersign/node or countersign/express, or read the raw bytes first.',
  express:
    'Express: give the route express.raw({ type: "*/*", limit: "1mb" }), registered before express.json().',
  fastify:
    'Fastify: use webhook() of countersign/fastify, or app.addContentTypeParser("application/json", { parseAs: "buffer" }, (request, body, done) => done(null, body)).',
  next: 'Next.js: export const config = { api: { bodyParser: false } } in this API route, and read the raw bytes; or use a route handler with countersign/fetch.',
  hono: 'Hono: pass c.req.raw, before anything calls c.req.json() or text().',
  used: 'Verify before calling request.json(), text() or formData(), or verify request.clone() first.',
  missing: 'Pass the raw bytes as body; for a request without a body an empty Uint8Array.',
  stream: 'Pass the whole Request, or the bytes of its arrayBuffer().',
  parsed:
    'Pass the raw bytes, not what a parser made of them. Express: express.raw({ type: "*/*" }) on the route. Fastify, Hono, node:http: webhook() of countersign/<framework>. Next.js: bodyParser: false.',
}

/**
 * What to do about an input whose raw body is not there any more, for the framework whose request it is: known by what
 * only that framework puts on it.
 */
export function cureFor(input: object): string {
  const has = (...names: string[]): boolean => names.every((name) => name in input)
  const { body } = input as { body?: unknown }
  if (has('bodyUsed', 'arrayBuffer')) return cures.used
  if (has('raw', 'server', 'routeOptions')) return cures.fastify
  if (has('raw', 'bodyCache')) return cures.hono
  if (
    body === undefined &&
    has('readableDidRead') &&
    !(input as { readableDidRead: boolean }).readableDidRead
  ) {
    return cures.unread
  }
  if (has('originalUrl', 'app')) return cures.express
  if (has('cookies', 'query', 'readableDidRead')) return cures.next
  if (body === undefined || body === null) return cures.missing
  return typeof body === 'object' && 'getReader' in body ? cures.stream : cures.parsed
}
