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
  const first = await ngrokAddress(ngrokApi, port)
  if (first === null) throw new TunnelRefused('ERR_TUNNEL_MISSING', tunnelMissing)
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
  const { public_url: url } = (await made.json()) as NgrokTunnel
  if (typeof url !== 'string' || !url.startsWith('https://'))
    throw new TunnelRefused('ERR_TUNNEL_FAILED', 'ngrok made a tunnel that is not of https.')
  return url.replace(/\/+$/, '')
}
