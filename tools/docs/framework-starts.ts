/** How what a page shows is started by somebody who has nothing yet: the files beside it, and the framework's own command. */
export interface Start {
  /** What is installed beside the library; names alone, since the newest fit. */
  readonly packages: string
  /** What `npm pkg set` is given. */
  readonly manifest?: string
  /** What stands beside the page's own file, by its path. */
  readonly files: Readonly<Record<string, string>>
  /** What is to be known before it is started. */
  readonly first?: string
  /** The command; the secret stands before it, but where `files` have it. */
  readonly command: string
  /** Whether the tests have all that it takes beside them; of others they install it when asked. */
  readonly here: boolean
  /** Versions that are installed by the tests where the newest of several packages do not fit together in every registry. */
  readonly pinned?: Readonly<Record<string, string>>
  /** Where the example's route is. */
  readonly path?: string
  /** What is said in place of how it is sent to: where nothing listens. */
  readonly instead?: string
  /** What is said behind it. */
  readonly afterwards?: string
}

/** What the pages' secret is. */
export const secret = 'a-secret'

const listening = (from: string, name = 'app'): string =>
  `import { ${name} } from '${from}'\n\n${name}.listen(3000)`

/** A file that Node runs from TypeScript as it stands. */
const byNode = (packages: string, code: string): Start => ({
  packages,
  files: { 'serve.js': code },
  first: 'Node runs it from 22.18 on, without a build.',
  command: 'node serve.js',
  here: true,
})

const next: Start = {
  packages: 'next react react-dom typescript @types/node @types/react',
  files: {},
  command: 'npx next dev --port 3000',
  here: false,
}

/** By the name of the file in examples/frameworks. */
export const starts: Readonly<Record<string, Start>> = {
  astro: {
    packages: 'astro',
    files: {},
    first: 'Astro wants Node 22.12 or newer, and an adapter for `astro build` alone.',
    command: 'npx astro dev --port 3000',
    here: false,
  },
  azure: {
    packages: '@azure/functions azure-functions-core-tools typescript @types/node',
    manifest: 'type=module main=dist/hooks.js',
    files: {
      'tsconfig.json': `{
  "compilerOptions": {
    "module": "nodenext",
    "target": "es2023",
    "types": ["node"],
    "skipLibCheck": true,
    "rootDir": "src/functions",
    "outDir": "dist"
  }
}`,
      'host.json': '{ "version": "2.0" }',
      'local.settings.json': `{
  "IsEncrypted": false,
  "Values": { "FUNCTIONS_WORKER_RUNTIME": "node", "GITHUB_SECRET": "${secret}" }
}`,
    },
    first: "Azure's tools fetch their host from Microsoft while they are installed.",
    command: 'npx tsc\nnpx func start --port 3000',
    here: false,
    path: '/api/hooks',
  },
  elysia: {
    packages: 'elysia',
    files: { 'serve.js': listening('./src/index.ts') },
    first: 'Bun runs it.',
    command: 'bun serve.js',
    here: true,
  },
  express: byNode('express', listening('./app.ts')),
  fastify: byNode('fastify', "import { app } from './app.ts'\n\nawait app.listen({ port: 3000 })"),
  fetch: {
    packages: 'wrangler',
    files: {
      'wrangler.jsonc': '{ "name": "hooks", "main": "src/index.ts", "compatibility_date": "2026-01-01" }',
      '.dev.vars': `GITHUB_SECRET=${secret}`,
    },
    first: 'A Worker:',
    command: 'npx wrangler dev --port 3000',
    here: false,
    afterwards: `With \`const secrets = process.env.GITHUB_SECRET\` in place of the function Bun and Deno run the same file, and need no
Wrangler:

\`\`\`sh
GITHUB_SECRET=${secret} bun --port 3000 src/index.ts
GITHUB_SECRET=${secret} deno serve --allow-env --port 3000 src/index.ts
\`\`\``,
  },
  google: {
    packages: '@google-cloud/functions-framework',
    manifest: 'type=module main=index.ts',
    files: {},
    first: "Google's own runner; Node reads the file from 22.18 on, without a build.",
    command: 'npx functions-framework --target=hooks --port=3000',
    here: true,
  },
  h3: byNode(
    'h3',
    `import { createServer } from 'node:http'
import { H3, toNodeHandler } from 'h3'
import hook from './hooks.ts'

createServer(toNodeHandler(new H3().all('/hooks', hook))).listen(3000)`,
  ),
  hono: byNode(
    'hono @hono/node-server',
    `import { serve } from '@hono/node-server'
import { app } from './src/index.ts'

serve({ fetch: app.fetch, port: 3000 })`,
  ),
  koa: byNode('koa', listening('./app.ts')),
  lambda: {
    packages: '',
    files: {
      'invoke.js': `import { github } from 'countersign/schemes/github'
import { lambdaEvent, signedMessage } from 'countersign/testing'
import { handler } from './index.ts'

const message = await signedMessage(github, 'ping', { secret: process.env.GITHUB_SECRET })
const forged = { ...message, body: Buffer.concat([message.body, Buffer.from(' ')]) }
for (const one of [message, forged]) console.log(await handler(lambdaEvent(one, 'http')))`,
    },
    first:
      'A function has no server of its own: it is called with what API Gateway would hand it. Node runs it from 22.18 on, without a build.',
    command: 'node invoke.js',
    here: true,
    instead: `What GitHub would send is answered 200, the forged one behind it 401. To deploy it, make one file of it:

\`\`\`sh
npx esbuild index.ts --bundle --platform=node --format=esm --outfile=index.mjs
\`\`\`

That, zipped, is a function for \`nodejs22.x\` or newer with \`index.handler\` as its handler and \`GITHUB_SECRET\` among its variables. A function URL
with \`AuthType: NONE\` is what GitHub sends to; the signature takes the place of AWS' own check.`,
  },
  nest: {
    packages:
      '@nestjs/core @nestjs/common @nestjs/platform-express @nestjs/cli reflect-metadata rxjs typescript@6 @types/node',
    files: {
      'src/main.ts': `import 'reflect-metadata'
import { NestFactory } from '@nestjs/core'
import { AppModule } from './hooks.controller.js'

const app = await NestFactory.create(AppModule, { rawBody: true })
await app.listen(3000)`,
      'tsconfig.json': `{
  "compilerOptions": {
    "module": "nodenext",
    "target": "es2023",
    "types": ["node"],
    "rootDir": "src",
    "outDir": "dist",
    "experimentalDecorators": true,
    "emitDecoratorMetadata": true
  }
}`,
    },
    first: 'What `nest new` makes will do; this is the least.',
    command: 'npx nest start',
    here: false,
  },
  next,
  'next-pages': { ...next, path: '/api/hooks' },
  nitro: {
    packages: 'nitro',
    files: {
      'nitro.config.ts': "// Behind Nitro 3.0.0 its name is serverDir.\nexport default { srcDir: 'server' }",
    },
    first: 'Nuxt reads `server/` by itself: `npx nuxt dev` starts it. Of Nitro alone:',
    command: 'npx nitro dev --port 3000',
    here: false,
    path: '/api/hooks',
  },
  node: byNode('', listening('./server.ts', 'server')),
  remix: {
    packages: 'react-router @react-router/node @react-router/dev react react-dom isbot vite',
    files: {
      'app/root.tsx': `import { Outlet } from 'react-router'

export default function Root() {
  return <Outlet />
}`,
      'app/routes.ts': `import { route } from '@react-router/dev/routes'

export default [route('hooks', 'routes/hooks.ts')]`,
      'vite.config.ts': `import { reactRouter } from '@react-router/dev/vite'

export default { plugins: [reactRouter()] }`,
    },
    first:
      'What `create-react-router` makes will do, with the route named in `app/routes.ts`; this is the least.',
    command: 'npx react-router dev --port 3000',
    here: false,
    pinned: { 'react-router': '8.4.0', '@react-router/node': '8.4.0', '@react-router/dev': '8.4.0' },
  },
  sveltekit: {
    packages: '@sveltejs/kit @sveltejs/vite-plugin-svelte svelte vite',
    files: {
      'src/app.html': '<html><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>',
      'vite.config.js': `import { sveltekit } from '@sveltejs/kit/vite'

export default { plugins: [sveltekit()] }`,
    },
    first: 'What `npx sv create` makes will do; this is the least.',
    command: 'npx vite dev --port 3000',
    here: false,
  },
}

const startOf = (name: string): Start => {
  const start = starts[name]
  if (start === undefined) throw new Error(`nobody says how ${name} is started`)
  return start
}

/** The lines that install what a page needs, in an empty folder, too. */
export function installing(name: string): string {
  const { packages, manifest = 'type=module' } = startOf(name)
  return `${`npm install countersign ${packages}`.trim()}\nnpm pkg set ${manifest}`
}

/** Blocks of `ts` are compiled by a test of all pages, where not all of these packages are. */
const languages: Readonly<Record<string, string>> = { jsonc: 'json', vars: 'ini', ts: 'typescript' }

/** A file as a page shows it: its path, then what is in it. */
function fileBlock([path, text]: [string, string]): string {
  const extension = path.split('.').at(-1) ?? ''
  return `\`${path}\`:\n\n\`\`\`${languages[extension] ?? extension}\n${text}\n\`\`\`\n`
}

const inShell = (lines: string): string => `\`\`\`sh\n${lines}\n\`\`\`\n`

/** The section of a page that starts it and sends to it. */
export function startSection(name: string): string {
  const { files, first, command, path = '/hooks', instead, afterwards } = startOf(name)
  const inFiles = Object.values(files).some((text) => text.includes(secret))
  const send = `npx -p @countersign/gateway countersign send github http://localhost:3000${path} --secret ${secret}`
  const pieces = [
    ...(first === undefined ? [] : [`${first}\n`]),
    ...Object.entries(files).map(fileBlock),
    inShell(inFiles ? command : `GITHUB_SECRET=${secret} ${command}`),
    instead === undefined
      ? `In another terminal, what GitHub would send, and then one that is forged. The first is answered 200, the second 401:\n\n${inShell(`${send}\n${send} --tamper body`)}`
      : `${instead}\n`,
    ...(afterwards === undefined ? [] : [`${afterwards}\n`]),
  ]
  return `\n## Run it\n\n${pieces.join('\n')}`
}
