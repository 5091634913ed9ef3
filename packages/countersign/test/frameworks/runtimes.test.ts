import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { beforeAll } from 'vitest'
import { output, userEnvironment } from '../runtimes/installed.ts'
import { startWorker } from '../runtimes/workerd.ts'
import { type Running, row } from './matrix.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../../../../', import.meta.url))
const bin = (name: string): string => join(root, 'node_modules/.bin', name)

// What these runtimes load is the package as it is built.
beforeAll(() =>
  output(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'packages/countersign'],
    root,
  ),
)

const told: string[] = []
const heard = (line: string): void => {
  if (line.startsWith('TOLD ')) told.push(line.slice('TOLD '.length))
}

/** Starts a program that prints `NAME URL` for each application, and answers the one that is asked for. */
async function started(name: string, program: string, args: readonly string[]): Promise<Running> {
  const child = spawn(program, args, {
    cwd: here,
    env: userEnvironment,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(child, 'exit')
  const close = async (): Promise<void> => {
    child.kill()
    await ended
  }
  const lines = createInterface({ input: child.stdout as Readable }).on('line', heard)
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => line.startsWith(`${name} `) && resolve(line.slice(name.length + 1)))
    void ended.then(() => reject(new Error(`${program} ended before it listened`)))
  })
  return { url, close }
}

async function worker(): Promise<Running> {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-matrix-'))
  await cp(join(here, 'worker.capnp'), join(folder, 'worker.capnp'))
  const { url, stop } = await startWorker(folder, { source: here, onLine: heard })
  const close = async (): Promise<void> => {
    await stop()
    await rm(folder, { recursive: true, force: true })
  }
  return { url, close }
}

const permissions = ['--cached-only', '--no-prompt', '--allow-net=127.0.0.1', '--allow-env']
const bun = (name: string) => () => started(name, bin('bun'), ['run', 'bun-servers.mjs'])
const deno = (name: string) => () => started(name, bin('deno'), ['run', ...permissions, 'deno-servers.mjs'])
/** Hono's application stands below a path of the same Worker. */
async function honoWorker(): Promise<Running> {
  const { url, close } = await worker()
  return { url: `${url}/hono`, close }
}

const rows = { told: () => told.splice(0), cure: /request\.clone\(\)/ }
const hono = { ...rows, cure: /let that one call c\.req\.arrayBuffer\(\)/ }
const express = { ...rows, cure: /before app\.use\(express\.json\(\)\)/ }
row('Bun', { ...rows, start: bun('Bun') })
row('Elysia on Bun', { ...rows, start: bun('Elysia'), cure: /parse: 'none'/ })
row('Hono on Bun', { ...hono, start: bun('Hono') })
row('Express on Bun', { ...express, start: bun('Express') })
row('Deno', { ...rows, start: deno('Deno') })
row('Hono on Deno', { ...hono, start: deno('Hono') })
row('Express on Deno', { ...express, start: deno('Express') })
row('Cloudflare Workers (workerd)', { ...rows, start: worker })
row('Hono on Cloudflare Workers (workerd)', { ...hono, start: honoWorker })
