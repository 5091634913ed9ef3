import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Tunnel, TunnelMoves, type TunnelParts, TunnelRefused, tunnelMissing } from './tunnel.ts'

/** How long a tunnel may take to come up, in ms. */
const upMs = 30_000
const longestWaitMs = 30_000

/** A tunnel of cloudflared, which ends with this process: a quick one, or a named one. Rejects with `TunnelRefused`. */
export async function openCloudflared(
  { port, say, stop, everyMs = 1000 }: TunnelParts,
  named: { readonly name: string; readonly host: string } | null,
): Promise<Tunnel> {
  const origin = ['--url', `http://127.0.0.1:${port}`]
  const args =
    named === null
      ? ['tunnel', '--no-autoupdate', ...origin]
      : ['tunnel', '--no-autoupdate', 'run', ...origin, named.name]
  const moves = new TunnelMoves()
  let child: ChildProcess | null = null
  let closed = false
  const start = async (): Promise<string> => {
    // In a group of its own: Ctrl-C would end it before what is under way has been answered through it.
    const started = spawn('cloudflared', args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    child = started
    const url = await addressOf(started, named?.host ?? null)
    started.once('close', (code, signal) => {
      if (closed) return
      say(`the tunnel died (${signal ?? code}); it is started again`)
      void again()
    })
    return url
  }
  const again = async (): Promise<void> => {
    for (let waitMs = everyMs; !closed; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      await sleep(waitMs, undefined, { ref: false })
      if (closed) return
      try {
        return moves.to(await start())
      } catch (error) {
        if (!closed) say(`${error instanceof Error ? error.message : String(error)}; trying again`)
      }
    }
  }
  // Whoever ends this process ends the tunnel, too.
  const end = (): void => void child?.kill()
  process.once('exit', end)
  stop?.addEventListener('abort', end)
  try {
    moves.to(await start())
  } finally {
    stop?.removeEventListener('abort', end)
  }
  return {
    url: moves.at,
    onMoved: (listener) => moves.listen(listener),
    close() {
      closed = true
      process.off('exit', end)
      end()
    },
  }
}

/** The address that cloudflared prints; of a named tunnel its host, once it is registered. */
function addressOf(child: ChildProcess, host: string | null): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const fail = (why: string): void => {
      clearTimeout(late)
      child.kill()
      const last = text.trim().split('\n').at(-1)?.slice(0, 300) ?? ''
      reject(new TunnelRefused('ERR_TUNNEL_FAILED', `cloudflared ${why}${last === '' ? '' : `: ${last}`}`))
    }
    const late = setTimeout(() => fail('names no address'), upMs)
    const read = (chunk: string): void => {
      // What it logs later is of no use here.
      if (text.length < 65_536) text += chunk
      const found =
        host === null
          ? /https:\/\/[a-z0-9-]+\.trycloudflare\.com\b/.exec(text)?.[0]
          : /Registered tunnel connection/.test(text) && `https://${host}`
      if (!found) return
      clearTimeout(late)
      resolve(found)
    }
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', read)
    child.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(late)
      reject(error.code === 'ENOENT' ? new TunnelRefused('ERR_TUNNEL_MISSING', tunnelMissing) : error)
    })
    child.once('exit', (code, signal) => fail(`ended (${signal ?? code})`))
  })
}
