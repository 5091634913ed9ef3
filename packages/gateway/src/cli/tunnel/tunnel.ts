import type { Code } from '../../model/codes.ts'

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
  /** Gives up a tunnel that has not come up yet. */
  readonly stop?: AbortSignal
  /** Where ngrok's own API answers. Default: http://127.0.0.1:4040. */
  readonly ngrokApi?: string
  /** How often ngrok is looked at, and the first wait before a tunnel that died is started again, in ms. */
  readonly everyMs?: number
}

export const tunnelMissing =
  'There is nothing to make a tunnel: install cloudflared (https://github.com/cloudflare/cloudflared), or start `ngrok http PORT` and name it, `--tunnel ngrok`.'

/** Where a tunnel is, and whoever is told of another place. */
export class TunnelMoves {
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
