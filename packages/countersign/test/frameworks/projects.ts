/** An application of a framework that is built, as files by their path. */
export interface Project {
  readonly packages: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
  /** Where the example of the framework's page goes, by its name in examples/frameworks. */
  readonly examples: Readonly<Record<string, string>>
  readonly build: readonly string[]
  /** What is run by Node, with its arguments. It prints its address, as `http://…:PORT`. */
  readonly start: readonly string[]
}

/** An endpoint that exports its handler by a name, of the matrix's applications. */
const endpoint = (
  adapter: string,
  name: string,
  depth: string,
  more = '',
): Readonly<Record<string, string>> => {
  const head = `import { webhook } from 'countersign/${adapter}'
import { handler, options, unset } from '${depth}app.mjs'
${more}`
  const exported = name === 'default' ? 'export default' : `export const ${name} =`
  return {
    hook: `${head}\n${exported} webhook(options(), handler)\n`,
    unset: `${head}\n${exported} webhook(options(unset), handler)\n`,
  }
}

/** Files of several endpoints, where `path` says each one's. */
const placed = (
  endpoints: Readonly<Record<string, string>>,
  path: (name: string) => string,
): Record<string, string> =>
  Object.fromEntries(Object.entries(endpoints).map(([name, text]) => [path(name), text]))

/** Eats the body, as somebody who logs it would. */
const eaten = (exported: string, adapter: string, depth: string): string => `
import { webhook } from 'countersign/${adapter}'
import { handler, options } from '${depth}app.mjs'
const hook = webhook(options(), handler)
${exported}
`

/** Serves a built application's listener on a port of the system's choice. */
const serving = (entry: string, name = 'handler'): string => `
import { createServer } from 'node:http'
import { ${name} as handler } from '${entry}'
const server = createServer((request, response) => handler(request, response)).listen(0, '127.0.0.1', () => {
  console.log('http://127.0.0.1:' + server.address().port)
})
`

const page = 'export default function Page() { return null }\n'
const next: Project = {
  packages: {
    next: '16.4.6',
    react: '19.3.1',
    'react-dom': '19.3.1',
    typescript: '5.9.3',
    '@types/react': '19.3.0',
    '@types/node': '24.19.2',
  },
  files: {
    'next.config.mjs': `export default { typescript: { ignoreBuildErrors: true }, turbopack: { root: import.meta.dirname } }\n`,
    'app/layout.jsx':
      'export default function Layout({ children }) { return <html><body>{children}</body></html> }\n',
    'app/page.jsx': page,
    ...placed(endpoint('next', 'POST', '../../'), (name) => `app/${name}/route.js`),
    'app/eaten/route.js': eaten(
      'export const POST = async (request) => { await request.text(); return hook(request) }',
      'next',
      '../../',
    ),
    ...placed(
      endpoint('next-pages', 'default', '../../', 'export const config = { api: { bodyParser: false } }'),
      (name) => `pages/api/${name}.js`,
    ),
    // Without `config` Next parses the body.
    'pages/api/eaten.js': eaten('export default hook', 'next-pages', '../../'),
  },
  examples: { next: 'app/hooks/route.ts', 'next-pages': 'pages/api/hooks.ts' },
  build: ['node_modules/next/dist/bin/next', 'build'],
  start: ['node_modules/next/dist/bin/next', 'start', '--port', '0', '--hostname', '127.0.0.1'],
}

const sveltekit: Project = {
  packages: {
    '@sveltejs/kit': '3.2.0',
    '@sveltejs/adapter-node': '6.0.1',
    '@sveltejs/vite-plugin-svelte': '7.3.1',
    svelte: '5.57.3',
    vite: '8.3.8',
  },
  files: {
    'vite.config.js': `import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
export default { plugins: [sveltekit({ adapter: adapter() })] }
`,
    'src/app.html': '<html><head>%sveltekit.head%</head><body>%sveltekit.body%</body></html>\n',
    ...placed(endpoint('sveltekit', 'POST', '../../../'), (name) => `src/routes/${name}/+server.js`),
    'src/routes/eaten/+server.js': eaten(
      'export const POST = async (event) => { await event.request.text(); return hook(event) }',
      'sveltekit',
      '../../../',
    ),
    'start.mjs': serving('./build/handler.js'),
  },
  examples: { sveltekit: 'src/routes/hooks/+server.ts' },
  build: ['node_modules/vite/bin/vite.js', 'build'],
  start: ['start.mjs'],
}

const astro: Project = {
  packages: { astro: '7.3.5', '@astrojs/node': '11.1.6' },
  files: {
    'astro.config.mjs': `import node from '@astrojs/node'
export default { adapter: node({ mode: 'middleware' }), telemetry: false }
`,
    ...placed(
      endpoint('astro', 'POST', '../../', 'export const prerender = false'),
      (name) => `src/pages/${name}.js`,
    ),
    'src/pages/eaten.js': `export const prerender = false${eaten(
      'export const POST = async (context) => { await context.request.text(); return hook(context) }',
      'astro',
      '../../',
    )}`,
    'start.mjs': serving('./dist/server/entry.mjs'),
  },
  examples: { astro: 'src/pages/hooks.ts' },
  build: ['node_modules/astro/bin/astro.mjs', 'build'],
  start: ['start.mjs'],
}

const nitro: Project = {
  packages: { nitro: '3.0.0' },
  files: {
    'nitro.config.mjs': `export default { preset: 'node-middleware' }\n`,
    ...placed(endpoint('h3', 'default', '../'), (name) => `routes/${name}.post.js`),
    'routes/eaten.post.js': eaten(
      'export default async (event) => { await event.req.text(); return hook(event) }',
      'h3',
      '../',
    ),
    'start.mjs': serving('./.output/server/index.mjs', 'middleware'),
  },
  examples: { nitro: 'routes/hooks.post.ts' },
  build: ['node_modules/nitro/dist/cli/index.mjs', 'build'],
  start: ['start.mjs'],
}

export const projects = { next, sveltekit, astro, nitro } satisfies Readonly<Record<string, Project>>
