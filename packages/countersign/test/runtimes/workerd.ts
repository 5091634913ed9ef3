import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { userEnvironment } from './installed.ts'

/** A running worker. */
export interface Worker {
  readonly url: string
  stop(): Promise<void>
}

/** Where `worker.mjs` stands, if not in the folder of its `worker.capnp`; and who hears what it prints. */
export interface WorkerOptions {
  readonly source?: string
  readonly onLine?: (line: string) => void
}

/** Bundles worker.mjs as tools for Workers do, by the package's `workerd` condition, and runs it. */
export async function startWorker(folder: string, options: WorkerOptions = {}): Promise<Worker> {
  const { source = folder, onLine = () => undefined } = options
  await build({
    root: source,
    configFile: false,
    logLevel: 'silent',
    ssr: { target: 'webworker', noExternal: true, resolve: { conditions: ['workerd', 'worker', 'browser'] } },
    build: {
      ssr: 'worker.mjs',
      outDir: folder,
      emptyOutDir: false,
      minify: false,
      rollupOptions: { output: { entryFileNames: 'worker.js' } },
    },
  })
  const program = fileURLToPath(new URL('../../../../node_modules/workerd/bin/workerd', import.meta.url))
  // The port is the system's choice; workerd tells it on the control channel.
  const child = spawn(program, ['serve', join(folder, 'worker.capnp'), '--control-fd=3'], {
    cwd: folder,
    env: userEnvironment,
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  })
  createInterface({ input: child.stdout as Readable }).on('line', onLine)
  const ended = once(child, 'exit')
  const stop = async (): Promise<void> => {
    child.kill()
    await ended
  }
  const lines = createInterface({ input: child.stdio[3] as Readable })
  for await (const line of lines) {
    const said = JSON.parse(line)
    if (said.event === 'listen') return { url: `http://127.0.0.1:${said.port}`, stop }
  }
  await stop()
  throw new Error('workerd ended before it listened')
}
