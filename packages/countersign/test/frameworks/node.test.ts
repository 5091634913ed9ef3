import { type Expected, type Running, row } from './matrix.ts'

/** Plain JavaScript, as the applications of most users of these frameworks: their types are checked with the documentation. */
const load = (name: string): Promise<Record<string, unknown>> => import(new URL(name, import.meta.url).href)
const servers = (await load('./node-servers.mjs')).servers as Record<string, () => Promise<Running>>
const told = (await load('./app.mjs')).told as string[]

const inflate = /keeps what it has inflated/
const binaryMediaTypes = /binaryMediaTypes to \["\*\/\*"\]/
const enableHttpStream = /app\.setup\(\{ enableHttpStream: true \}\)/
const octets = 'application/octet-stream'
const gateway = { binary: octets, failure: 502 }

const expected: Record<string, Partial<Expected>> = {
  Express: { cure: /before app\.use\(express\.json\(\)\)/ },
  Fastify: { cure: /leave the raw stream alone/ },
  Hono: { cure: /let that one call c\.req\.arrayBuffer\(\)/ },
  koa: { cure: /before the body parser/ },
  'nest on Express': { cure: /rawBody: true/, inflates: inflate, binary: octets },
  'nest on Fastify': { cure: /rawBody: true/, binary: octets },
  'h3 2': { cure: /h3: a middleware/ },
  'h3 1': { cure: /h3: a middleware/ },
  'Remix (React Router)': { cure: /request\.clone\(\)/ },
  'Lambda behind a REST API': { failure: 502 },
  'Lambda behind a REST API without binaryMediaTypes': {
    failure: 502,
    inflates: binaryMediaTypes,
    decodes: binaryMediaTypes,
  },
  'Lambda behind an HTTP API or a function URL': gateway,
  'Lambda behind a load balancer': gateway,
  'Lambda behind a load balancer with multi-value headers': gateway,
  'Azure Functions': { cure: /request\.clone\(\)/ },
  'Azure Functions without enableHttpStream': {
    cure: /request\.clone\(\)/,
    inflates: enableHttpStream,
    decodes: enableHttpStream,
  },
  'Google Cloud Functions': { inflates: inflate, binary: octets },
}

for (const [name, start] of Object.entries(servers))
  row(name, { start, told: () => told.splice(0), ...expected[name] })
