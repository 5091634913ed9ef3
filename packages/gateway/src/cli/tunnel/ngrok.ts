import { Agent, type IncomingMessage, request } from 'node:http'
import { isLoopback } from '../../model/loopback.ts'
import { peerOwner } from './peer-owner.ts'
import { type Tunnel, TunnelMoves, type TunnelParts, TunnelRefused, tunnelMissing } from './tunnel.ts'

const ngrokDefault = 'http://127.0.0.1:4040'
const timeoutMs = 5000
/** More than ngrok says of hundreds of tunnels, in bytes. */
const mostBytes = 64 * 1024

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
  const listed = await ask(api, 'GET')
  if (listed === null) return null
  if (listed.status !== 200)
    throw new TunnelRefused('ERR_TUNNEL_FAILED', `ngrok's API answered ${listed.status}`)
  const { tunnels = [] } = listed.body as { tunnels?: readonly NgrokTunnel[] }
  const own = tunnels.find(
    ({ public_url: url, config }) =>
      url.startsWith('https://') && new RegExp(`(^|:)${port}$`).test(config?.addr ?? ''),
  )
  if (own !== undefined) return own.public_url.replace(/\/+$/, '')
  const made = await ask(api, 'POST', { name: `countersign-${port}`, proto: 'http', addr: String(port) })
  if (made === null) return null
  if (made.status < 200 || made.status > 299)
    throw new TunnelRefused(
      'ERR_TUNNEL_FAILED',
      `ngrok made no tunnel to port ${port}: it answered ${made.status}`,
    )
  const { public_url: url } = made.body as NgrokTunnel
  if (typeof url !== 'string' || !url.startsWith('https://'))
    throw new TunnelRefused('ERR_TUNNEL_FAILED', 'ngrok made a tunnel that is not of https.')
  return url.replace(/\/+$/, '')
}

interface Answer {
  readonly status: number
  readonly body: unknown
}

/** Asks for the tunnels, or for one more; null where nobody answers. Rejects with `TunnelRefused` where another user does. */
async function ask(api: string, method: 'GET' | 'POST', sent?: object): Promise<Answer | null> {
  // The connection outlives the answer's head, so that its other end can be looked at.
  const agent = new Agent({ keepAlive: true })
  try {
    const answer = await new Promise<IncomingMessage | null>((resolve) => {
      const headers = { 'content-type': 'application/json' }
      const signal = AbortSignal.timeout(timeoutMs)
      const asked = request(
        `${api}/api/tunnels`,
        { method, agent, signal, ...(sent && { headers }) },
        resolve,
      )
      asked.on('error', () => resolve(null))
      asked.end(sent && JSON.stringify(sent))
    })
    if (answer === null) return null
    refuseForeign(api, answer)
    const body = await jsonOf(api, answer).catch((error: unknown) => {
      if (error instanceof TunnelRefused) throw error
      return null
    })
    return { status: answer.statusCode ?? 0, body: typeof body === 'object' && body !== null ? body : {} }
  } finally {
    agent.destroy()
  }
}

/** Rejects with `TunnelRefused` where it is too long, otherwise where it is no JSON. */
async function jsonOf(api: string, answer: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of answer as AsyncIterable<Buffer>) {
    bytes += piece.length
    if (bytes > mostBytes)
      throw new TunnelRefused('ERR_TUNNEL_FAILED', `What answers at ${api} says more than ngrok would.`)
    pieces.push(piece)
  }
  return JSON.parse(Buffer.concat(pieces).toString())
}

/**
 * Another user of this machine who answers there would have providers send to him. It is the connection's other end that
 * is looked at: who listens may be another by now. Root may do as he likes anyway.
 */
function refuseForeign(api: string, { socket }: IncomingMessage): void {
  const { hostname, port } = new URL(api)
  const own = process.getuid?.()
  if (own === undefined || !isLoopback(hostname)) return
  const owner = peerOwner(Number(port || 80), socket.localPort ?? 0)
  if (owner === undefined || owner === own || owner === 0) return
  const whose = owner === null ? 'whose cannot be told' : `another user's of this machine (${owner})`
  throw new TunnelRefused('ERR_TUNNEL_FAILED', `What answers at ${api} is ${whose}.`)
}
