/** How what a page shows is started, where that takes no more than a file beside it. */
interface Start {
  /** What is installed beside the library. */
  readonly packages: string
  /** The text of `serve.js`. */
  readonly code: string
  readonly runtime: 'node' | 'bun'
}

const listening = (from: string, name = 'app'): string =>
  `import { ${name} } from '${from}'\n\n${name}.listen(3000)`

/** By the name of the file in examples/frameworks. */
export const starts: Readonly<Record<string, Start>> = {
  elysia: { packages: 'elysia', code: listening('./src/index.ts'), runtime: 'bun' },
  express: { packages: 'express', code: listening('./app.ts'), runtime: 'node' },
  fastify: {
    packages: 'fastify',
    code: "import { app } from './app.ts'\n\nawait app.listen({ port: 3000 })",
    runtime: 'node',
  },
  h3: {
    packages: 'h3',
    code: `import { createServer } from 'node:http'
import { H3, toNodeHandler } from 'h3'
import hook from './hooks.ts'

createServer(toNodeHandler(new H3().all('/hooks', hook))).listen(3000)`,
    runtime: 'node',
  },
  hono: {
    packages: 'hono @hono/node-server',
    code: `import { serve } from '@hono/node-server'
import { app } from './src/index.ts'

serve({ fetch: app.fetch, port: 3000 })`,
    runtime: 'node',
  },
  koa: { packages: 'koa', code: listening('./app.ts'), runtime: 'node' },
  node: { packages: '', code: listening('./server.ts', 'server'), runtime: 'node' },
}

/** The lines that install what a page needs, in an empty folder, too. */
export function installing(name: string): string {
  const start = starts[name]
  if (start === undefined) return 'npm install countersign'
  return `${`npm install countersign ${start.packages}`.trim()}\nnpm pkg set type=module`
}

/** The section of a page that starts it and sends to it; none where a framework's own command does. */
export function startSection(name: string): string {
  const start = starts[name]
  if (start === undefined) return ''
  const needs = start.runtime === 'bun' ? 'Bun runs it' : 'Node runs it from 22.18 on, without a build'
  return `
## Run it

\`serve.js\`; ${needs}:

\`\`\`js
${start.code}
\`\`\`

\`\`\`sh
GITHUB_SECRET=a-secret ${start.runtime} serve.js
\`\`\`

In another terminal, what GitHub would send, and then one that is forged. The first is answered 200, the second 401:

\`\`\`sh
npx -p @countersign/gateway countersign send github http://localhost:3000/hooks --secret a-secret
npx -p @countersign/gateway countersign send github http://localhost:3000/hooks --secret a-secret --tamper body
\`\`\`
`
}
