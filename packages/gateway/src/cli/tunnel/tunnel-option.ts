import type { Command } from 'commander'
import { configurationExitCode, resolveSettings, type SettingSources } from '../../process/config.ts'
import { openTunnel } from './open-tunnel.ts'
import { type Tunnel, type TunnelParts, TunnelRefused } from './tunnel.ts'

/** The parsed option. */
export interface TunnelOption {
  readonly tunnel?: string | true
}

export const tunnelHelp: string =
  'an address in public that leads here: cloudflared, ngrok, or NAME=HOST for a named tunnel of cloudflared (default: cloudflared)'

/**
 * The tunnel that was asked for, whose moves are said; null: none was, or it is wanted no longer. Ends the command with exit code 78 and a
 * sentence where there is none to be had, with 2 where it makes no sense.
 */
export async function tunnelFor(
  command: Command,
  { tunnel: which }: TunnelOption,
  { flags, say, stop }: Pick<SettingSources, 'flags'> & Required<Pick<TunnelParts, 'say' | 'stop'>>,
): Promise<Tunnel | null> {
  if (which === undefined || stop.aborted) return null
  const { port, host, publicUrl } = resolveSettings({ flags, env: process.env })
  if (flags.publicUrl !== undefined || publicUrl !== null)
    return command.error('error: --tunnel and --public-url both name the public address; give one', {
      exitCode: 2,
    })
  if (port === 0)
    return command.error('error: --tunnel needs a --port that is known before the start', { exitCode: 2 })
  if (host !== '127.0.0.1' && host !== 'localhost' && host !== '0.0.0.0')
    return command.error('error: --tunnel leads to 127.0.0.1, where this gateway does not listen', {
      exitCode: 2,
    })
  const { COUNTERSIGN_NGROK_API: ngrokApi } = process.env
  try {
    const parts = { port, say, stop, ...(ngrokApi && { ngrokApi }) }
    const tunnel = await openTunnel(which === true ? 'auto' : which, parts)
    tunnel.onMoved((url) => say(`in public: ${url}`))
    return tunnel
  } catch (error) {
    if (stop.aborted) return null
    if (!(error instanceof TunnelRefused)) throw error
    return command.error(`error: ${error.code}: ${error.message}`, { exitCode: configurationExitCode })
  }
}
