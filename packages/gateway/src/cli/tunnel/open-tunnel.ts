import { openCloudflared } from './cloudflared.ts'
import { openNgrok } from './ngrok.ts'
import type { Tunnel, TunnelParts } from './tunnel.ts'

/**
 * Opens a tunnel, and keeps it open: one that dies is started again. Rejects with `TunnelRefused`.
 *
 * @param which - `cloudflared`: a quick one; `NAME=HOST`: a named one of cloudflared that leads from this host;
 *   `ngrok`: one of the ngrok that runs here, which any user of this machine may pass himself off as, so that it is
 *   asked where it is named alone; `auto`: as `cloudflared`
 */
export async function openTunnel(which: string, parts: TunnelParts): Promise<Tunnel> {
  if (which === 'ngrok') return await openNgrok(parts)
  const named = /^([\w.-]+)=([\w.-]+)$/.exec(which)
  if (named !== null) return await openCloudflared(parts, { name: named[1] ?? '', host: named[2] ?? '' })
  return await openCloudflared(parts, null)
}
