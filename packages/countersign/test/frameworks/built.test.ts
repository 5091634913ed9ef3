import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { github } from 'countersign/schemes/github'
import { signedMessage } from 'countersign/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scratchFolder } from '../../../gateway/test/harness/scratch-folder.ts'
import { output, userEnvironment } from '../runtimes/installed.ts'
import { post, type Running, row } from './matrix.ts'
import { type Project, projects } from './projects.ts'

// Frameworks whose applications are built: installed, built where no secrets are, and started with them.
const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../../../../', import.meta.url))
const run = promisify(execFile)
const all = process.env.COUNTERSIGN_TEST_FRAMEWORKS
const wanted = Object.keys(projects).filter((name) => all === 'all' || all?.split(',').includes(name))
if (wanted.length === 0)
  console.warn(
    `COUNTERSIGN_TEST_FRAMEWORKS=all builds and asks ${Object.keys(projects).join(', ')}: SKIPPED.`,
  )

const secret = 'a secret of GitHub’s'
const env: NodeJS.ProcessEnv = {
  ...userEnvironment,
  NODE_ENV: 'production',
  NEXT_TELEMETRY_DISABLED: '1',
  ASTRO_TELEMETRY_DISABLED: '1',
  PORT: '0',
  HOST: '127.0.0.1',
}

/** The package as users get it, in a project's node_modules. */
async function putPackage(folder: string): Promise<void> {
  const to = join(folder, 'node_modules/countersign')
  for (const part of ['package.json', 'dist'])
    await cp(join(root, 'packages/countersign', part), join(to, part), { recursive: true })
}

async function build(folder: string, { packages, files, examples, build: args }: Project): Promise<void> {
  const examplesOf = Object.entries(examples).map(
    async ([name, path]) =>
      [path, await readFile(join(root, `examples/frameworks/${name}.ts`), 'utf8')] as const,
  )
  const written = {
    ...files,
    'app.mjs': await readFile(join(here, 'app.mjs'), 'utf8'),
    'package.json': JSON.stringify({ private: true, type: 'module', dependencies: packages }),
    ...Object.fromEntries(await Promise.all(examplesOf)),
  }
  for (const [path, text] of Object.entries(written)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  const options = { cwd: folder, env, timeout: 280_000, maxBuffer: 16_777_216 }
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--include=dev'], options)
  await putPackage(folder)
  await run(process.execPath, [...args], options)
}

/** Starts a built application; what it tells of refusals goes to `told`. */
async function started(folder: string, args: readonly string[], told: string[]): Promise<Running> {
  const child = spawn(process.execPath, [...args], {
    cwd: folder,
    env: { ...env, GITHUB_SECRET: secret },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  const heard = createInterface({ input: child.stdout })
  let complaints = ''
  child.stderr.on('data', (chunk) => {
    complaints += chunk
  })
  heard.on('line', (line) => {
    const at = line.indexOf('TOLD ')
    if (at !== -1) told.push(line.slice(at + 'TOLD '.length))
  })
  const port = await new Promise<string>((resolve, reject) => {
    heard.on('line', (line) => {
      const [, found] = /http:\/\/[^\s/]+:(\d+)/.exec(line) ?? []
      if (found !== undefined && found !== '0') resolve(found)
    })
    void ended.then(() => reject(new Error(`ended before it listened: ${complaints}`)))
  })
  const close = async (): Promise<void> => {
    child.kill()
    await ended
  }
  return { url: `http://127.0.0.1:${port}`, close }
}

describe.each(wanted)('%s, built', (name) => {
  const project = projects[name as keyof typeof projects]
  const folder = scratchFolder(`countersign-${name}-`)
  const told: string[] = []
  let running: Running
  beforeAll(async () => {
    await output(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'packages/countersign'],
      root,
    )
    await build(folder, project)
    running = await started(folder, project.start, told)
  }, 600_000)
  afterAll(async () => {
    await running?.close()
    await rm(folder, { recursive: true, force: true })
  })

  test.each(Object.entries(project.examples))('the file of the page of %s', async (example, path) => {
    const under = path.startsWith('pages/') ? '/api/hooks' : '/hooks'
    const { headers, body } = await signedMessage(github, 'ping', { secret })
    expect([example, await post(running.url + under, headers, body)]).toEqual([
      example,
      { status: 200, body: '{"success":true}' },
    ])
    const forged = Buffer.concat([body, Buffer.of(32)])
    expect(await post(running.url + under, headers, forged)).toMatchObject({ status: 401 })
  })

  const rows = { told: () => told.splice(0) }
  const at = (path: string) => () => ({ url: running.url + path, close: () => undefined })
  if (name !== 'next') row(name, { ...rows, start: async () => at('')(), cure: /clone\(\)/ })
  else {
    row('Next.js, app router', { ...rows, start: async () => at('')(), cure: /clone\(\)/ })
    row('Next.js, pages router', { ...rows, start: async () => at('/api')(), cure: /bodyParser: false/ })
  }
})
test.runIf(wanted.length === 0)('frameworks that are built: by the examples of their pages alone', () => {
  for (const { examples } of Object.values(projects))
    for (const name of Object.keys(examples))
      expect(existsSync(join(root, `examples/frameworks/${name}.ts`))).toBe(true)
})
