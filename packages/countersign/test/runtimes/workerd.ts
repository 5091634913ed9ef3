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

/** Bundles worker.mjs as tools for Workers do, by the package's `workerd` condition, and runs it. */
export async function startWorker(folder: string): Promise<Worker> {
  await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    ssr: { target: 'webworker', noExternal: true, resolve: { conditions: ['workerd', 'worker', 'browser'] } },
    build: {
      ssr: 'worker.mjs',
      outDir: '.',
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
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  })
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
