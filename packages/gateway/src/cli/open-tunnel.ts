import { openCloudflared } from './cloudflared.ts'
import { openNgrok } from './ngrok.ts'
import { type Tunnel, type TunnelParts, TunnelRefused } from './tunnel.ts'

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
