import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { schemes } from 'countersign/catalogue'
import { webex } from 'countersign/schemes/webex'
import { samplesOf, signedMessage } from 'countersign/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Installed, install, output, userEnvironment } from './runtimes/installed.ts'
import { startWorker, type Worker } from './runtimes/workerd.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const samples = Object.values(schemes)
  .filter(({ proof }) => proof.keys === 'secret')
  .flatMap((scheme) => Object.keys(samplesOf(scheme))).length

/** The host's own Node, where it is not the project's and not older than the package supports. */
function hostNode(): { readonly path: string; readonly version: string } | undefined {
  const folders = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
  for (const path of [...folders, '/usr/bin', '/usr/local/bin'].map((folder) => join(folder, 'node'))) {
    try {
      accessSync(path, constants.X_OK)
      const version = execFileSync(path, ['--version'], { env: userEnvironment, encoding: 'utf8' }).trim()
      const [major = 0, minor = 0] = version.slice(1).split('.').map(Number)
      if (major > 20 || (major === 20 && minor >= 19)) return { path, version }
    } catch {
      // None here; the next folder may have one.
    }
  }
  return undefined
}

let installed: Installed

beforeAll(async () => {
  installed = await install()
})
afterAll(async () => {
  await installed?.remove()
})

/** The lines of a run in which nothing fails. */
function allPassed(...names: ('vectors' | 'sync' | 'engines' | 'adapter' | 'key pairs')[]): string[] {
  const { vectors, engineVectors, signed } = installed
  const counts = { vectors, sync: vectors, engines: engineVectors, adapter: samples, 'key pairs': signed }
  return names.map((name) => `${name}: ${counts[name]} passed, 0 failed`)
}

describe('with node:crypto', () => {
  const bin = (name: string): string => join(root, 'node_modules/.bin', name)
  const host = hostNode()
  if (host === undefined)
    console.warn('No Node 20.19 or newer outside node_modules: SKIPPED on an older Node.')
  const runs: readonly (readonly [string, string, readonly string[]])[] = [
    [`Node ${process.version}`, process.execPath, ['main.mjs']],
    [`Node ${process.version}, required by CommonJS`, process.execPath, ['main.cjs']],
    ...(host === undefined
      ? []
      : ([
          [`the host’s Node ${host.version}`, host.path, ['main.mjs']],
          [`the host’s Node ${host.version}, required by CommonJS`, host.path, ['main.cjs']],
        ] as const)),
    ['Bun', bin('bun'), ['run', 'main.mjs']],
    ['Deno, without any permission', bin('deno'), ['run', '--cached-only', '--no-prompt', 'main.mjs']],
  ]

  test.each(runs)('%s', async (_name, program, args) => {
    const lines = (await output(program, args, installed.folder)).split(/\r?\n/)
    expect(lines).toEqual(allPassed('vectors', 'sync', 'engines', 'adapter', 'key pairs'))
  })
})

describe('TypeScript, with the types of the web and nothing else', () => {
  const ours = join(root, 'node_modules/typescript/bin/tsc')
  // The last resolver without exports maps went with TypeScript 7; attw brings a compiler that has it.
  const older = join(root, 'node_modules/@arethetypeswrong/core/node_modules/typescript/bin/tsc')
  const settings = ['--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023,dom']

  test.each([
    ['nodenext', 'nodenext', ours],
    ['esnext', 'bundler', ours],
    ['esnext', 'node10', older],
  ])('module %s, moduleResolution %s', async (module, resolution, compiler) => {
    const options = [...settings, '--module', module, '--moduleResolution', resolution]
    const compiled = output(process.execPath, [compiler, ...options, 'main.ts'], installed.folder)
    expect(await compiled.catch((error: { stdout: string }) => error.stdout)).toBe('')
  })
})

describe('workerd, with Web Crypto alone', () => {
  let worker: Worker

  beforeAll(async () => {
    worker = await startWorker(installed.folder)
  })
  afterAll(async () => {
    await worker?.stop()
  })

  test('the first requests, all at once, through a verifier built outside of any', async () => {
    const { url: _, ...message } = await signedMessage(webex, 'messages.created')
    const forged = { ...message, body: new TextEncoder().encode('forged') }
    const ask = async (init: RequestInit): Promise<string> => {
      const response = await fetch(`${worker.url}/hook`, init)
      return `${response.status} ${await response.text()}`
    }
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => ask(i % 2 === 0 ? message : forged)),
    )
    expect(new Set(answers.filter((_, i) => i % 2 === 0))).toEqual(new Set(['200 messages.created']))
    for (const answer of answers.filter((_, i) => i % 2 === 1)) {
      expect(answer).toMatch(/^401 .*ERR_SIGNATURE_MISMATCH/)
    }
  })

  test('all vectors', async () => {
    const lines = (await (await fetch(worker.url)).text()).split('\n')
    expect(lines).toEqual(allPassed('vectors', 'engines', 'adapter', 'key pairs'))
  })
})
