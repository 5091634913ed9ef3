import { execFile, execFileSync, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { copyFile, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort } from '../harness/free-port.ts'
import { startServer } from '../postgres/server.ts'
import { emptyFolder, type Packed, packAll, registryAnswers, sizeOf, strangersEnv } from './packed.ts'

// The three packages as a stranger gets them: packed, installed in an empty folder with an empty home, run from there.

const run = promisify(execFile)
const stories = new URL('../../../../docs/stories/', import.meta.url)
const folder = await emptyFolder()
const home = join(folder, 'home')
const app = join(folder, 'app')
const node24 = dirname(process.execPath)
const node20 = olderNode()
const online = await registryAnswers()
if (!online) console.warn('no registry: that the packages install and run in an empty folder is not tested')
if (node20 === undefined) console.warn('no Node 20 on this host: the packages are not tried on it')

/** The folder of a Node of the host that is older than the gateway needs. */
function olderNode(): string | undefined {
  return (process.env.PATH ?? '').split(delimiter).find((place) => {
    if (!existsSync(join(place, 'node'))) return false
    const version = execFileSync(join(place, 'node'), ['-p', 'process.versions.node'], { encoding: 'utf8' })
    return Number(version.split('.')[0]) < 24
  })
}

let packed: readonly Packed[] = []

beforeAll(async () => {
  await Promise.all([mkdir(home), mkdir(app)])
  packed = await packAll(folder)
}, 120_000)
afterAll(() => rm(folder, { recursive: true, force: true }), 300_000)

test('each package holds its licence, a README, and what its exports and bin name; no test and no map', () => {
  expect(packed.map(({ name }) => name)).toEqual([
    'countersign',
    '@countersign/gateway',
    '@countersign/simulators',
  ])
  for (const { name, files } of packed) {
    expect(files, name).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']))
    expect(files.filter((file) => /(^|\/)test\/|\.tsbuildinfo$/.test(file))).toEqual([])
  }
  const gateway = packed[1]?.files ?? []
  expect(gateway).toEqual(
    expect.arrayContaining([
      'bin/countersign.js',
      'console/index.html',
      'countersign.schema.json',
      'bundled/main.js',
      'bundled/LICENSES.txt',
    ]),
  )
  expect(gateway.filter((file) => file.endsWith('.map'))).toEqual([])
})

test.each(['countersign', 'gateway', 'simulators'])('%s says where it is from and what it is', (name) => {
  const file = new URL(`../../../${name}/package.json`, import.meta.url)
  const manifest = JSON.parse(readFileSync(file, 'utf8'))
  expect(manifest).toMatchObject({
    license: 'MIT',
    description: expect.stringMatching(/\.$/),
    keywords: expect.arrayContaining(['webhooks']),
    homepage: expect.stringContaining('https://'),
    repository: { type: 'git', directory: `packages/${name}` },
  })
})

describe.runIf(online)('installed in an empty folder', () => {
  beforeAll(async () => {
    const install = (names: readonly string[]) =>
      run('npm', ['install', ...packed.filter(({ name }) => names.includes(name)).map(({ file }) => file)], {
        cwd: app,
        env: strangersEnv(home, node20 ?? node24),
      })
    const began = Date.now()
    const { stderr } = await install(['countersign', '@countersign/gateway'])
    console.info(`npm install of the gateway: ${((Date.now() - began) / 1000).toFixed(1)} s`)
    // What wants a newer Node than the one that npm runs on: the gateway brings its own word on that.
    expect(stderr).not.toContain('EBADENGINE')
    await install(['@countersign/simulators'])
  }, 300_000)

  test('takes less than 60 MB', async () => {
    const bytes = await sizeOf(join(app, 'node_modules'))
    console.info(`node_modules: ${Math.round(bytes / 1e6)} MB`)
    expect(bytes).toBeLessThan(60e6)
  })

  const library = `
    const { verify, sign } = await import('countersign')
    const { webex } = await import('countersign/schemes/webex')
    const secrets = 'a-secret-of-ours'
    const { headers, body } = await sign({ body: '{"resource":"messages","event":"created","data":{"id":"m"}}' }, { scheme: webex, secrets })
    const event = await verify({ headers, body }, { scheme: webex, secrets })
    const { simulateWebex } = await import('@countersign/simulators')
    const simulator = await simulateWebex()
    await simulator.close()
    console.log(event.verdict, typeof require('countersign').verify)`

  test.runIf(node20)('library and simulators run on Node 20', async () => {
    await writeFile(join(app, 'library.cjs'), `(async () => {${library}})()`)
    const { stdout } = await run('node', ['library.cjs'], { cwd: app, env: strangersEnv(home, node20 ?? '') })
    expect(stdout).toBe('verified function\n')
  })

  test.runIf(node20)('the command says on Node 20 what it needs', async () => {
    const args = ['--no-install', 'countersign', 'serve']
    const failed = await run('npx', args, { cwd: app, env: strangersEnv(home, node20 ?? '') }).catch(
      (error) => error,
    )
    expect(failed).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/^countersign needs Node 24, this is .* npm install node@24\n$/),
    })
  })

  test('the command runs on Node 24: a gateway takes a signed event in, and serves its page', async () => {
    const env = strangersEnv(home, node24)
    const countersign = (...args: string[]) =>
      run('npx', ['--no-install', 'countersign', ...args], { cwd: app, env })
    const line = ['--source', 'bot=webex', '--secret', 'a-secret-of-ours', '--forward', 'http://127.0.0.1:9/']
    const serve = spawn('npx', ['--no-install', 'countersign', 'serve', '--port', '0', ...line], {
      cwd: app,
      env,
      stdio: 'ignore',
      detached: true,
    })
    try {
      const running = join(app, '.countersign', 'running.json')
      await expect.poll(() => existsSync(running) && readFileSync(running, 'utf8')).toContain('http')
      const { url } = JSON.parse(readFileSync(running, 'utf8'))
      const sent = await countersign('send', 'webex', `${url}/in/bot`, '--secret', 'a-secret-of-ours')
      expect(sent.stdout).toContain('"success":true')
      const listed = JSON.parse((await countersign('event', 'list', '--json')).stdout)
      expect(listed.items ?? listed).toHaveLength(1)
      expect(await (await fetch(url)).text()).toContain('<title>')
    } finally {
      process.kill(-(serve.pid ?? 0), 'SIGTERM')
      await new Promise((resolve) => serve.once('exit', resolve))
    }
  })

  test('the image’s own command starts, is found well by its health check, and ends at SIGTERM', async () => {
    const file = readDockerfile()
    const data = join(folder, 'image-data')
    await mkdir(data)
    const here = (text: string): string =>
      text
        .replace('/app/', `${app}/`)
        .replace('/data', data)
        .replace(/:1000[78]\b/g, ':0')
    const env = {
      ...strangersEnv(home, node24),
      ...Object.fromEntries(Object.entries(file.env).map(([name, value]) => [name, here(value)])),
      COUNTERSIGN_PORT: '0',
    }
    const [command = '', ...args] = [...file.entrypoint, ...file.command].map(here)
    const gateway = spawn(command, args, { cwd: data, env, stdio: 'ignore' })
    const ended = new Promise((resolve) => gateway.once('exit', resolve))
    const running = join(data, 'running.json')
    await expect.poll(() => existsSync(running) && readFileSync(running, 'utf8')).toContain('http')
    const { ingestUrl } = JSON.parse(readFileSync(running, 'utf8'))
    const [check = '', ...how] = file.health.map((part) => part.replace('http://127.0.0.1:10007', ingestUrl))
    await run(check, how, { env })
    gateway.kill('SIGTERM')
    expect(await ended).toBe(0)
    await expect(run(check, how, { env })).rejects.toMatchObject({ code: 1 })
  })

  test.each(['bot', 'seatable', 'product', 'platform'])(
    'the story of %s goes as it is told',
    async (name) => {
      const place = join(folder, `story-${name}`)
      await mkdir(join(place, 'home'), { recursive: true })
      await symlink(join(app, 'node_modules'), join(place, 'node_modules'))
      for (const file of ['tell.mjs', `${name}.mjs`])
        await copyFile(new URL(file, stories), join(place, file))
      const ports = await Promise.all(
        [10007, 10010, 10011, 10012, 10020].map(async (told) => `${told}=${await freePort()}`),
      )
      const server = name === 'platform' ? await startServer() : null
      const shared = server !== null && {
        COUNTERSIGN_DATABASE_URL: await server.database(),
        COUNTERSIGN_KEY: randomBytes(32).toString('base64'),
        COUNTERSIGN_ADMIN_TOKEN: randomBytes(32).toString('hex'),
      }
      const env = { HOME: join(place, 'home'), PATH: node24, STORY_PORTS: ports.join(), ...shared }
      const { stdout } = await run(process.execPath, [`${name}.mjs`], { cwd: place, env })
      await server?.close()
      await expect(stdout).toMatchFileSnapshot(fileURLToPath(new URL(`${name}.txt`, stories)))
    },
    360_000,
  )
})

/** What the image runs, read from its file. */
function readDockerfile() {
  const text = readFileSync(new URL('../../../../Dockerfile', import.meta.url), 'utf8').replace(
    /\\\n\s*/g,
    '',
  )
  const list = (instruction: string): string[] =>
    JSON.parse(new RegExp(`^${instruction}.*?(\\[.*\\])$`, 'm').exec(text)?.[1] ?? '[]')
  const env =
    /^ENV (.*)$/m
      .exec(text)?.[1]
      ?.split(/\s+/)
      .map((pair) => pair.split('=')) ?? []
  return {
    env: Object.fromEntries(env) as Record<string, string>,
    ...{ entrypoint: list('ENTRYPOINT '), command: list('CMD '), health: list('HEALTHCHECK ') },
  }
}
