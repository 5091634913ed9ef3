import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Code } from '../model/codes.ts'

/** An address in public that leads to a port of this machine. */
export interface Tunnel {
  /** Without a slash at its end. */
  readonly url: string
  /** Told when the tunnel has come up again at another address. */
  onMoved(listener: (url: string) => void): void
  close(): void
}

/** There is no tunnel: ERR_TUNNEL_MISSING where nothing makes one, ERR_TUNNEL_FAILED where it does not come up. */
export class TunnelRefused extends Error {
  override readonly name = 'TunnelRefused'
  readonly code: Code
  constructor(code: Code, message: string) {
    super(message)
    this.code = code
  }
}

export interface TunnelParts {
  readonly port: number
  readonly say: (line: string) => void
  /** Where ngrok's own API answers. Default: http://127.0.0.1:4040. */
  readonly ngrokApi?: string
  /** How often ngrok is looked at, and the first wait before a tunnel that died is started again, in ms. */
  readonly everyMs?: number
}

/** How long a tunnel may take to come up, in ms. */
const upMs = 30_000
const longestWaitMs = 30_000
const ngrokDefault = 'http://127.0.0.1:4040'
const missing =
  'Neither is cloudflared installed nor ngrok running: install cloudflared (https://github.com/cloudflare/cloudflared), or start `ngrok http PORT`.'

/**
 * Opens a tunnel, and keeps it open: one that dies is started again. Rejects with `TunnelRefused`.
 *
 * @param which - `cloudflared`: a quick one; `NAME=HOST`: a named one of cloudflared that leads from this host;
 *   `ngrok`: one of the ngrok that runs here; `auto`: cloudflared where it is installed, else ngrok
 */
export async function openTunnel(which: string, parts: TunnelParts): Promise<Tunnel> {
  if (which === 'ngrok') return await openNgrok(parts)
  const named = /^([\w.-]+)=([\w.-]+)$/.exec(which)
  if (named !== null) return await openCloudflared(parts, { name: named[1] ?? '', host: named[2] ?? '' })
  try {
    return await openCloudflared(parts, null)
  } catch (error) {
    const absent = error instanceof TunnelRefused && error.code === 'ERR_TUNNEL_MISSING'
    if (which !== 'auto' || !absent) throw error
    return await openNgrok(parts)
  }
}

async function openCloudflared(
  { port, say, everyMs = 1000 }: TunnelParts,
  named: { readonly name: string; readonly host: string } | null,
): Promise<Tunnel> {
  const origin = ['--url', `http://127.0.0.1:${port}`]
  const args =
    named === null
      ? ['tunnel', '--no-autoupdate', ...origin]
      : ['tunnel', '--no-autoupdate', 'run', ...origin, named.name]
  const moves = new Moves()
  let child: ChildProcess | null = null
  let closed = false
  const start = async (): Promise<string> => {
    const started = spawn('cloudflared', args, { stdio: ['ignore', 'pipe', 'pipe'] })
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
  moves.to(await start())
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
      reject(error.code === 'ENOENT' ? new TunnelRefused('ERR_TUNNEL_MISSING', missing) : error)
    })
    child.once('exit', (code, signal) => fail(`ended (${signal ?? code})`))
  })
}

async function openNgrok({
  port,
  say,
  ngrokApi = ngrokDefault,
  everyMs = 5000,
}: TunnelParts): Promise<Tunnel> {
  const moves = new Moves()
  const first = await ngrokAddress(ngrokApi, port)
  if (first === null) throw new TunnelRefused('ERR_TUNNEL_MISSING', missing)
  moves.to(first)
  let away = false
  const timer = setInterval(async () => {
    const url = await ngrokAddress(ngrokApi, port).catch(() => null)
    if (url === null && !away) say('ngrok does not answer any more; start it again')
    if (url !== null && away) say('ngrok answers again')
    away = url === null
    if (url !== null) moves.to(url)
  }, everyMs)
  timer.unref()
  return { url: first, onMoved: (listener) => moves.listen(listener), close: () => clearInterval(timer) }
}

interface NgrokTunnel {
  readonly public_url: string
  readonly config?: { readonly addr?: string }
}

/** The address of the tunnel to this port, which is made where there is none; null where no ngrok answers. */
async function ngrokAddress(api: string, port: number): Promise<string | null> {
  const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`${api}${path}`, { ...init, redirect: 'error', signal: AbortSignal.timeout(5000) })
  const listed = await ask('/api/tunnels').catch(() => null)
  if (listed === null) return null
  if (!listed.ok) throw new TunnelRefused('ERR_TUNNEL_FAILED', `ngrok's API answered ${listed.status}`)
  const { tunnels = [] } = (await listed.json()) as { tunnels?: readonly NgrokTunnel[] }
  const own = tunnels.find(
    ({ public_url: url, config }) =>
      url.startsWith('https://') && new RegExp(`(^|:)${port}$`).test(config?.addr ?? ''),
  )
  if (own !== undefined) return own.public_url.replace(/\/+$/, '')
  const made = await ask('/api/tunnels', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: `countersign-${port}`, proto: 'http', addr: String(port) }),
  })
  if (!made.ok)
    throw new TunnelRefused(
      'ERR_TUNNEL_FAILED',
      `ngrok made no tunnel to port ${port}: it answered ${made.status}`,
    )
  return ((await made.json()) as NgrokTunnel).public_url.replace(/\/+$/, '')
}

/** Where a tunnel is, and whoever is told of another place. */
class Moves {
  at = ''
  readonly #listeners = new Set<(url: string) => void>()

  listen(listener: (url: string) => void): void {
    this.#listeners.add(listener)
  }

  to(url: string): void {
    if (url === this.at) return
    this.at = url
    for (const listener of this.#listeners) listener(url)
  }
}
