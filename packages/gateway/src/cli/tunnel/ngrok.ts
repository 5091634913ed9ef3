import { isLoopback } from '../../model/loopback.ts'
import { listenerOwners } from './listener-owner.ts'
import { type Tunnel, TunnelMoves, type TunnelParts, TunnelRefused, tunnelMissing } from './tunnel.ts'

const ngrokDefault = 'http://127.0.0.1:4040'

/** A tunnel of the ngrok that runs here, by its own API; it is not ended with this process. Rejects with `TunnelRefused`. */
export async function openNgrok({
  port,
  say,
  ngrokApi = ngrokDefault,
  everyMs = 5000,
}: TunnelParts): Promise<Tunnel> {
  const moves = new TunnelMoves()
  refuseForeign(ngrokApi)
  const first = await ngrokAddress(ngrokApi, port)
  if (first === null) throw new TunnelRefused('ERR_TUNNEL_MISSING', tunnelMissing)
  moves.to(first)
  let away = false
  const askAgain = async (): Promise<string | null> => {
    refuseForeign(ngrokApi)
    return await ngrokAddress(ngrokApi, port)
  }
  const timer = setInterval(async () => {
    const url = await askAgain().catch(() => null)
    if (url === null && !away) say('ngrok does not answer any more; start it again')
    if (url !== null && away) say('ngrok answers again')
    away = url === null
    if (url !== null) moves.to(url)
  }, everyMs)
  timer.unref()
  return { url: first, onMoved: (listener) => moves.listen(listener), close: () => clearInterval(timer) }
}

/** Another user of this machine who listens there would have providers send to him. Root may do as he likes anyway. */
function refuseForeign(api: string): void {
  const { hostname, port } = new URL(api)
  const own = process.getuid?.()
  if (own === undefined || !isLoopback(hostname)) return
  for (const owner of listenerOwners(Number(port || 80)) ?? [])
    if (owner !== own && owner !== 0)
      throw new TunnelRefused(
        'ERR_TUNNEL_FAILED',
        `${api} belongs to another user of this machine (${owner}).`,
      )
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
  const { public_url: url } = (await made.json()) as NgrokTunnel
  if (typeof url !== 'string' || !url.startsWith('https://'))
    throw new TunnelRefused('ERR_TUNNEL_FAILED', 'ngrok made a tunnel that is not of https.')
  return url.replace(/\/+$/, '')
}
