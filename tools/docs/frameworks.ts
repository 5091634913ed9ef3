import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { installing, startSection } from './framework-starts.ts'
import { notice } from './reference/notice.ts'

/** What a page says of a framework, beside the file of examples/frameworks that it shows. */
interface Framework {
  readonly title: string
  /** The package's entry. */
  readonly entry: string
  /** Where the code stands in an application. */
  readonly file: string
  /** Where a body may be lost, and the cure. */
  readonly lost: string
  /** When secrets are read, and who tells of a missing one. */
  readonly secrets: string
  /** How handshakes by other methods than POST come through. */
  readonly handshakes: string
  /** How a test gives it a message without a server. */
  readonly tests: string
  /** What else there is to know. */
  readonly more?: string
}

const atStart =
  'Read when the file is loaded: a missing or malformed one stops the start with `ERR_SECRET_EMPTY` or `ERR_SECRET_MALFORMED`.'
const atRequests =
  'A function is asked at each request: a missing secret is a 500 there, told by `onRefused` or, without it, once by `console.error`.'
const bytes = 'What is compressed stays so: the bytes are those that were signed.'
const exported = (methods: string): string =>
  `Where a provider asks by GET, OPTIONS or HEAD before it sends, export the same handler as ${methods} too.`

/** By the name of the file in examples/frameworks. */
const frameworks: Readonly<Record<string, Framework>> = {
  astro: {
    title: 'Astro',
    entry: 'countersign/astro',
    file: 'src/pages/hooks.ts',
    lost: 'A middleware (`src/middleware.ts`) that reads `context.request`: let it read `context.request.clone()`.',
    secrets: `${atRequests} \`astro build\` loads the file where no secrets are, so give a function.`,
    handshakes: exported('`ALL`, in place of `POST`,'),
    tests: 'await POST({ request })',
    more: 'The route is rendered on demand (`prerender = false`) and needs an adapter, such as `@astrojs/node`. Astro refuses forms from other origins before any route sees them: for a provider that sends forms set `security.checkOrigin: false` and check origins where your own pages post.',
  },
  azure: {
    title: 'Azure Functions',
    entry: 'countersign/azure',
    file: 'src/functions/hooks.ts',
    lost: 'Without `enableHttpStream` the host makes text of bodies whose content type is no binary one: bytes that are no UTF-8 are lost, their signature does not fit, and the hint of that refusal says what to set. A body that your function has read before is `ERR_BODY_CONSUMED`: read `request.clone()`.',
    secrets: `${atStart} They are application settings.`,
    handshakes:
      '`methods` is GET and POST by default; add `OPTIONS` and `HEAD` where a provider asks by them.',
    tests: 'await handler(new HttpRequest(azureRequest(message)), new InvocationContext())',
  },
  elysia: {
    title: 'Elysia',
    entry: 'countersign/elysia',
    file: 'src/index.ts',
    lost: "Elysia parses bodies before handlers: the route says `{ parse: 'none' }`. Without it every request is `ERR_BODY_CONSUMED`, with that cure.",
    secrets: atStart,
    handshakes:
      'Use `.all` in place of `.post` where a provider asks by GET, OPTIONS or HEAD before it sends.',
    tests: 'await app.handle(request)',
  },
  express: {
    title: 'Express',
    entry: 'countersign/express',
    file: 'app.ts',
    lost: "`app.use(express.json())` above the route. Register the route before it; where that cannot be, keep the bytes for the one path by `app.use('/hooks', express.raw({ type: '*/*' }))` before the parser. Behind a parser what was compressed is inflated and does not fit; before it it stays as it was signed.",
    secrets: atStart,
    handshakes:
      '`app.all` lets them through. What answers OPTIONS by itself, as `cors()` does, must come after the route.',
    tests: 'await deliver(app, message)',
    more: 'Express 4 and 5. What the handler throws goes to `next`.',
  },
  fastify: {
    title: 'Fastify',
    entry: 'countersign/fastify',
    file: 'app.ts',
    lost: 'Nothing but a hook of your own that reads the raw stream: the webhook is verified in `onRequest`, before any parser, whatever the content type.',
    secrets: atStart,
    handshakes:
      'Use `app.all` in place of `app.post` where a provider asks by GET, OPTIONS or HEAD before it sends.',
    tests: "await app.inject({ method, url: '/hooks', headers, payload: Buffer.from(body) })",
    more: 'Fastify 5. What the handler throws goes to the error handler.',
  },
  fetch: {
    title: 'Cloudflare Workers, Deno, Bun',
    entry: 'countersign/fetch',
    file: 'src/index.ts',
    lost: 'Nothing but your own `request.json()` or `text()` before it: read `request.clone()` there.',
    secrets: `A Worker has its secrets in \`env\`, at requests. ${atRequests} Given as a value, as Deno and Bun have them, a missing one stops the start.`,
    handshakes: 'A fetch handler sees every method.',
    tests: 'await worker.fetch(request, { GITHUB_SECRET: secret })',
    more: '`Deno.serve` and `Bun.serve({ fetch })` take the same handler, as does whatever takes a `Request` and gives a `Response`.',
  },
  google: {
    title: 'Google Cloud Functions',
    entry: 'countersign/node',
    file: 'index.ts',
    lost: 'The platform parses bodies and keeps the bytes as `rawBody`, from where they are taken. Compressed ones it inflates: their signature does not fit, and the hint of that refusal says why.',
    secrets: `${atStart} A cold start then fails.`,
    handshakes: 'A function sees every method.',
    tests:
      "await deliver((request, response) => getTestServer('hooks').emit('request', request, response), message)",
    more: 'Firebase’s `onRequest` takes the same handler.',
  },
  h3: {
    title: 'h3',
    entry: 'countersign/h3',
    file: 'hooks.ts',
    lost: 'A middleware that reads the body: register the route before it, or let it read `event.req.clone()`; with h3 1 `readRawBody(event, false)`, which keeps the bytes.',
    secrets: atStart,
    handshakes: '`app.all` lets them through.',
    tests: "await new H3().post('/hooks', handler).fetch(request)",
    more: 'h3 1 and 2; with 1 the word is `defineEventHandler`.',
  },
  hono: {
    title: 'Hono',
    entry: 'countersign/hono',
    file: 'src/index.ts',
    lost: 'A middleware above the route that calls `c.req.json()` or `text()`: register the route before it, or let it call `c.req.arrayBuffer()`, which keeps the bytes.',
    secrets: `${atStart} On Workers give a function, \`(c) => c.env.GITHUB_SECRET\`. ${atRequests}`,
    handshakes: '`app.all` lets them through.',
    tests: 'await app.fetch(request)',
  },
  koa: {
    title: 'Koa',
    entry: 'countersign/koa',
    file: 'app.ts',
    lost: 'A body parser above the route: use the route before it, or set `ctx.disableBodyParser = true` for its path in a middleware above the parser.',
    secrets: atStart,
    handshakes: 'A middleware sees every method; with a router, `router.all`.',
    tests: 'await deliver(app.callback(), message)',
    more: 'Koa 2 and 3.',
  },
  lambda: {
    title: 'AWS Lambda',
    entry: 'countersign/lambda',
    file: 'index.ts',
    lost: 'A REST API of API Gateway makes text of bodies unless its `binaryMediaTypes` hold `*/*`: bytes that are no UTF-8 are lost, their signature does not fit, and the hint of that refusal says what to set. HTTP APIs, function URLs and load balancers hand over what is no text as base64, and that is taken.',
    secrets: `${atStart} A cold start then fails.`,
    handshakes: 'A function sees every method that its front lets through.',
    tests: "await handler(lambdaEvent(message, 'http'))",
    more: 'One handler for API Gateway (REST and HTTP), function URLs and load balancers, with multi-value headers or without.',
  },
  nest: {
    title: 'Nest',
    entry: 'countersign/nest',
    file: 'src/hooks.controller.ts',
    lost: 'Nest parses bodies before any controller: `NestFactory.create(AppModule, { rawBody: true })` keeps the bytes. What is compressed is inflated before, so its signature does not fit, and the hint of that refusal says so.',
    secrets: atStart,
    handshakes: '`@All()` lets them through.',
    tests: 'await deliver(app.getHttpAdapter().getInstance(), message)',
    more: "On Express and on Fastify. To what says that it is JSON and is none Nest answers 400 itself, and on Fastify 415 to content types that it has no parser for; `app.useBodyParser('*')` lets the latter in.",
  },
  next: {
    title: 'Next.js, app router',
    entry: 'countersign/next',
    file: 'app/hooks/route.ts',
    lost: 'Nothing but your own `request.json()` or `text()` before it: read `request.clone()` there.',
    secrets:
      '`next build` loads the route where no secrets are, and is let pass. The first load of the built route tells what is missing.',
    handshakes: exported('`GET`, `OPTIONS` and `HEAD`'),
    tests: 'await POST(request)',
    more: 'On Node and, with `export const runtime = "edge"`, on the edge.',
  },
  'next-pages': {
    title: 'Next.js, pages router',
    entry: 'countersign/next-pages',
    file: 'pages/api/hooks.ts',
    lost: "Next's own parser: `export const config = { api: { bodyParser: false } }` must stand in the file itself, since Next reads it without running it.",
    secrets:
      '`next build` loads the route where no secrets are, and is let pass. The first load of the built route tells what is missing.',
    handshakes: 'An API route sees every method.',
    tests: 'await deliver(handler, message)',
  },
  nitro: {
    title: 'Nitro and Nuxt',
    entry: 'countersign/h3',
    file: 'server/api/hooks.post.ts',
    lost: 'A middleware in `server/middleware` that reads the body: let it read `event.req.clone()`; with Nitro 2 and Nuxt 4 `readRawBody(event, false)`, which keeps the bytes.',
    secrets: atRequests,
    handshakes:
      'Name the file `hooks.ts`, without `.post`, where a provider asks by GET, OPTIONS or HEAD before it sends.',
    tests: "await new H3().post('/api/hooks', handler).fetch(request)",
    more: 'Nitro 2 and 3, by h3 1 and 2. Types that want `defineHandler` or `defineEventHandler` around it get the same handler.',
  },
  node: {
    title: 'node:http',
    entry: 'countersign/node',
    file: 'server.ts',
    lost: 'Whatever reads the request before: call the webhook first, or leave the raw bytes in `request.body`.',
    secrets: atStart,
    handshakes: 'A listener sees every method.',
    tests: "await deliver((request, response) => server.emit('request', request, response), message)",
    more: 'Also for `node:https` and `node:http2`. What the handler throws goes to `onError`, by default `console.error`, and is answered 500.',
  },
  remix: {
    title: 'Remix and React Router',
    entry: 'countersign/remix',
    file: 'app/routes/hooks.ts',
    lost: 'A middleware, or the action itself, that reads `request`: let it read `request.clone()`.',
    secrets: `${atStart} Where your build loads routes without secrets, give a function.`,
    handshakes: 'GET and HEAD go to a `loader`: export the same handler as that, too.',
    tests: 'await action({ request })',
    more: 'A resource route: it exports no component. Remix 2, React Router 7 and newer.',
  },
  sveltekit: {
    title: 'SvelteKit',
    entry: 'countersign/sveltekit',
    file: 'src/routes/hooks/+server.ts',
    lost: 'A hook (`src/hooks.server.ts`) that reads `event.request`: let it read `event.request.clone()`.',
    secrets: atRequests,
    handshakes: exported('`fallback`, in place of `POST`,'),
    tests: 'await POST({ request })',
    more: "SvelteKit refuses forms from other origins before any endpoint sees them, and a server sends no `Origin`: for a provider that sends forms set `csrf: { trustedOrigins: ['*'] }` and check origins where your own pages post.",
  },
}

/** docs/frameworks/NAME.md: a page a framework, around a file that is compiled and run. */
export function frameworkPages(root: string): [path: string, text: string][] {
  return Object.entries(frameworks).map(([name, framework]) => {
    const code = readFileSync(join(root, 'examples/frameworks', `${name}.ts`), 'utf8')
    return [`docs/frameworks/${name}.md`, pageOf(name, framework, code)]
  })
}

/** Where what a test is written with comes from. */
function madeOf(name: string, tests: string): string {
  const made = `(github, 'ping', { secret, url: 'https://example.com${pathOf(name)}' })`
  const message = `\`await signedMessage${made}\`, from \`countersign/testing\``
  if (tests.includes('inject')) return `the pieces are those of ${message}`
  if (tests.includes('deliver'))
    return `\`message\` is ${message}, and \`deliver\` comes from \`countersign/testing/node\``
  const own = ['azureRequest', 'lambdaEvent'].find((one) => tests.includes(one))
  if (own !== undefined) return `\`message\` is ${message}, as is \`${own}\``
  return `\`request\` is \`await signedRequest${made}\`, from \`countersign/testing\``
}

/** Where the example's route is. */
export const pathOf = (name: string): string =>
  name === 'nitro' || name === 'next-pages' ? '/api/hooks' : '/hooks'

/** How tests give each example a message, by its name: run beside it. */
export const inTests: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(frameworks).map(([name, { tests }]) => [name, tests]),
)

function pageOf(
  name: string,
  { title, entry, file, lost, secrets, handshakes, tests, more }: Framework,
  code: string,
): string {
  return `# ${title}

${notice}

\`\`\`sh
${installing(name)}
\`\`\`

\`${file}\`, by \`${entry}\`:

\`\`\`ts
${code.trimEnd()}
\`\`\`

This is [a file](../../examples/frameworks/${name}.ts) that [the tests](../../examples/frameworks/frameworks.test.ts) run. Any
[other scheme](../reference/schemes.md) goes in the place of \`github\`.${more === undefined ? '' : `\n\n${more}`}
${startSection(name)}
## Where a body may be lost

${lost}${['nest', 'google', 'lambda', 'azure', 'express'].includes(name) ? '' : ` ${bytes}`}

## Secrets

\`GITHUB_SECRET\` holds the secret that the webhook was made with at the provider. ${secrets}

## Handshakes

${handshakes}

## In your tests

\`${tests}\`, where ${madeOf(name, tests)}. [More](../guides/frameworks.md#in-your-tests), and how to wait for an event.

What is answered, what is refused and with which status, and \`onRefused\` are [the same everywhere](../guides/frameworks.md), as are
[types of events](../guides/frameworks.md#types-of-events). So that an event is processed once: [the inbox](../guides/inbox.md).
`
}
