import { createServer, type ListenOptions } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** How long somebody else who is about to listen there is waited for, in ms, and how often it is looked. */
const patienceMs = 5_000
const lookEveryMs = 20

/**
 * Begins to listen on a port by several sockets, which only one process may do: two that begin at the same time would
 * both find it free, and share who comes. They take turns, by a name that the system gives to one of them and takes back
 * when that ends. Linux alone: https://man7.org/linux/man-pages/man7/unix.7.html, abstract. Rejects with the system's error
 * where somebody listens there.
 *
 * @param listen - listens by all its sockets
 */
export async function onFreePort<T>(
  at: { host: string; port: number },
  listen: () => Promise<T>,
): Promise<T> {
  const turn = await takeTurn(`\0countersign port ${at.port}`)
  try {
    await (await listening(at))()
    return await listen()
  } finally {
    await turn()
  }
}

/** Whoever keeps the name for long is not starting: nobody is kept out by it for ever. */
async function takeTurn(path: string): Promise<() => Promise<void>> {
  const until = performance.now() + patienceMs
  for (;;) {
    try {
      return await listening({ path })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE' || performance.now() > until)
        return () => Promise.resolve()
      await sleep(lookEveryMs)
    }
  }
}

/** Answers how to stop. */
async function listening(at: ListenOptions): Promise<() => Promise<void>> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at, resolve)
  })
  return () => new Promise((resolve) => server.close(() => resolve()))
}
