import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { github } from 'countersign/schemes/github'
import { signedMessage } from 'countersign/testing'
import { afterAll, expect, test } from 'vitest'
import { userEnvironment } from '../../packages/countersign/test/runtimes/installed.ts'
import { scratchFolder } from '../../packages/gateway/test/harness/scratch-folder.ts'
import { secret, starts } from './framework-starts.ts'

// Each page is gone through as it stands: its files written, its command run. What it installs is installed when that is asked for, as
// everybody who begins would; without it pages are tried whose packages the tests have anyway.
const root = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)
const wanted = process.env.COUNTERSIGN_TEST_FRAMEWORKS
const isAsked = (name: string): boolean => wanted === 'all' || wanted?.split(',').includes(name) === true
const names = Object.keys(starts)
const served = names.filter((name) => starts[name]?.instead === undefined)
const tried = served.filter((name) => isAsked(name) || starts[name]?.here)
const skipped = served.filter((name) => !tried.includes(name))
if (skipped.length > 0)
  console.warn(
    `COUNTERSIGN_TEST_FRAMEWORKS=all installs and starts what is on the pages of ${skipped.join(', ')}: SKIPPED.`,
  )

async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** What a page says: its files by their path, and its lines for a shell, block by block. */
function readPage(name: string): { files: Record<string, string>; shell: string[] } {
  const page = readFileSync(join(root, `docs/frameworks/${name}.md`), 'utf8')
  const shown = page.matchAll(/^`([\w./+]+)`(?:, by `[^`]+`)?:\n\n```\w+\n([\s\S]*?)^```$/gm)
  return {
    files: Object.fromEntries([...shown].map(([, path = '', text = '']) => [path, text])),
    shell: [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text),
  }
}

/** The package as npm gives it to a user. */
let packed: Promise<string> | undefined
const packages = scratchFolder('countersign-packed-')
afterAll(() => rmSync(packages, { recursive: true, force: true }))
const built = (): Promise<unknown> =>
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'packages/countersign'], {
    cwd: root,
  })
async function pack(): Promise<string> {
  await built()
  const args = [
    'pack',
    './packages/countersign',
    '--ignore-scripts',
    '--json',
    '--pack-destination',
    packages,
  ]
  const { stdout } = await run('npm', args, { cwd: root, env: userEnvironment })
  return join(packages, JSON.parse(stdout)[0].filename)
}

/** Programs of the tests' own packages, and the library from its sources. */
const environmentHere: NodeJS.ProcessEnv = {
  ...userEnvironment,
  NODE_OPTIONS: '--conditions=countersign-source --disable-warning=ExperimentalWarning',
  DENO_CONDITIONS: 'countersign-source',
}

interface Typed {
  readonly folder: string
  readonly shell: readonly string[]
  readonly env: NodeJS.ProcessEnv
}

/** Writes what a page shows into an empty folder, and has there what it installs. Files are changed by `change` before. */
async function type(name: string, change: (text: string) => string): Promise<Typed> {
  const { files, shell } = readPage(name)
  const folder = scratchFolder(`countersign-page-${name}-`)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), change(text))
  }
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  writeFileSync(join(folder, 'package.json'), '{}')
  const [install = '', ...lines] = shell
  if (!isAsked(name)) {
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    // Its second line alone: what the first would install is here.
    await run('sh', ['-ec', install.slice(install.indexOf('\n'))], { cwd: folder, env: userEnvironment })
    return { folder, shell: lines, env: { ...environmentHere, PATH: path } }
  }
  packed ??= pack()
  const tarball = await packed
  const pins = starts[name]?.pinned ?? {}
  const typed = install.replace(/(?<= )[@\w/-]+$|(?<= )[@\w/-]+(?= )/gm, (word) =>
    word === 'countersign' ? tarball : pins[word] === undefined ? word : `${word}@${pins[word]}`,
  )
  const env = { ...userEnvironment, PATH: path, npm_config_audit: 'false', npm_config_fund: 'false' }
  await run('sh', ['-ec', typed], { cwd: folder, env, timeout: 280_000, maxBuffer: 16_777_216 })
  return { folder, shell: lines, env }
}

/** What a program and those that it started have said until now, and their end. */
function started(command: string, { folder, env }: Typed): { said: () => string; end: () => Promise<void> } {
  const child: ChildProcess = spawn('sh', ['-ec', command], {
    cwd: folder,
    // Frameworks ask nothing, tell nobody, and open no browser.
    env: { ...env, CI: 'true', NEXT_TELEMETRY_DISABLED: '1', ASTRO_TELEMETRY_DISABLED: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let said = ''
  for (const out of [child.stdout, child.stderr])
    out?.on('data', (chunk) => {
      said += chunk
    })
  const closed = once(child, 'close')
  const end = async (): Promise<void> => {
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL')
    } catch {
      // All have ended by themselves.
    }
    await closed
  }
  return { said: () => said, end }
}

/** Sends what the page has sent: one that is genuine, one that is forged. */
async function tryAt(url: string, said: () => string): Promise<void> {
  const { headers, body } = await signedMessage(github, 'ping', { secret })
  const asked = async (bytes: Uint8Array): Promise<number | string> =>
    fetch(url, { method: 'POST', headers, body: Buffer.from(bytes) }).then(
      ({ status }) => status,
      () => said(),
    )
  await expect.poll(() => asked(body), { timeout: 120_000, interval: 250 }).toBe(200)
  expect(await asked(Buffer.concat([body, Buffer.of(32)]))).toBe(401)
  await expect.poll(said, { timeout: 40_000 }).toContain('ping')
}

test.for(tried)('%s: the page, typed', { timeout: 600_000 }, async (name, { skip }) => {
  const { path = '/hooks' } = starts[name] ?? {}
  // As the page has it, but for a port that nothing else has.
  const port = `${await freePort()}`
  const typed = await type(name, (text) => text.replace('3000', port)).catch((fault: Error) => {
    if (!fault.message.includes('functions.azure.com')) throw fault
    const reason = "Azure's tools cannot fetch their host from here."
    console.warn(`SKIPPED azure: ${reason}`)
    return skip(reason)
  })
  const [command = '', sending = ''] = typed.shell
  expect(sending).toContain(`http://localhost:3000${path} --secret ${secret}\n`)
  const source = isAsked(name) ? 'bun' : 'bun --conditions=countersign-source'
  const { said, end } = started(command.replace('3000', port).replace('bun', source), typed)
  try {
    await tryAt(`http://localhost:${port}${path}`, said)
  } finally {
    await end()
    rmSync(typed.folder, { recursive: true, force: true, maxRetries: 5 })
  }
})

test.each(['bun', 'deno'])('fetch: %s, typed', { timeout: 200_000 }, async (runtime) => {
  const { shell } = readPage('fetch')
  const line =
    shell
      .at(-1)
      ?.split('\n')
      .find((one) => one.includes(` ${runtime} `)) ?? ''
  const port = `${await freePort()}`
  const folder = scratchFolder(`countersign-page-${runtime}-`)
  mkdirSync(join(folder, 'src'))
  const code = readPage('fetch').files['src/index.ts'] ?? ''
  const own = code.replace(/^const secrets = .*$/m, 'const secrets = process.env.GITHUB_SECRET')
  expect(own).not.toBe(code)
  writeFileSync(join(folder, 'src/index.ts'), own)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
  const command = line.replace('3000', port).replace(' bun', ' bun --conditions=countersign-source')
  const { said, end } = started(command, { folder, shell, env: { ...environmentHere, PATH: path } })
  try {
    await tryAt(`http://localhost:${port}/hooks`, said)
  } finally {
    await end()
    rmSync(folder, { recursive: true, force: true })
  }
})

test('lambda: the page, typed', { timeout: 200_000 }, async () => {
  const typed = await type('lambda', (text) => text)
  const [command = '', bundle = ''] = typed.shell
  try {
    const { stdout } = await run('sh', ['-ec', command], { cwd: typed.folder, env: typed.env })
    expect([...stdout.matchAll(/statusCode: (\d+)/g)].map(([, status]) => status)).toEqual(['200', '401'])
    expect(stdout).toContain('ping')
    if (!isAsked('lambda')) return console.warn('SKIPPED: what is deployed to Lambda is bundled when asked.')
    await run('sh', ['-ec', bundle.replace('npx', 'npx --yes')], { cwd: typed.folder, env: typed.env })
    rmSync(join(typed.folder, 'node_modules'), { recursive: true })
    const ask = "console.log(typeof (await import('./index.mjs')).handler)"
    const env = { ...typed.env, GITHUB_SECRET: secret }
    const alone = await run('node', ['--input-type=module', '-e', ask], { cwd: typed.folder, env })
    expect(alone.stdout).toBe('function\n')
  } finally {
    rmSync(typed.folder, { recursive: true, force: true })
  }
})

test('azure: what the page has built is built, and loads in its library', { timeout: 200_000 }, async () => {
  const { files, shell } = readPage('azure')
  const folder = scratchFolder('countersign-page-azure-')
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    writeFileSync(join(folder, 'package.json'), '{}')
    const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter)
    const env = { ...environmentHere, PATH: path, GITHUB_SECRET: secret }
    const [, manifest = ''] = shell[0]?.split('\n') ?? []
    const [build = ''] = shell[1]?.split('\n') ?? []
    await built()
    for (const line of [manifest, build]) await run('sh', ['-ec', line], { cwd: folder, env })
    const { main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    const ask = `console.log(typeof (await import('./${main}')).handler)`
    const { stdout } = await run('node', ['--input-type=module', '-e', ask], { cwd: folder, env })
    expect(stdout).toMatch(/^function$/m)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
