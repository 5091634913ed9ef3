import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A server under load, in a process of its own. */
export interface Served {
  readonly port: number
  readonly process: ChildProcess
}

/** Starts one of the servers beside this file, which says on which port it listens. */
export function serve(file: string, args: string[] = []): Promise<Served> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, {
    execArgv: ['--conditions=countersign-source', '--disable-warning=ExperimentalWarning'],
  })
  return new Promise((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve({ port: message.port, process: child }))
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
  })
}

/** Ends it and waits until it has ended. */
export async function stop(served: Served): Promise<void> {
  const over = new Promise((resolve) => served.process.once('exit', resolve))
  served.process.kill('SIGTERM')
  await over
}
