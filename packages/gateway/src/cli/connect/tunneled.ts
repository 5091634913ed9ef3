import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { ConnectionJson } from '../../api/answers/connection.ts'
import { bounds } from '../../model/bounds.ts'
import { configurationExitCode } from '../../process/config.ts'
import { hearEnd } from '../../process/hear-end.ts'
import { readRunning } from '../../process/running-file.ts'
import { settingTable } from '../../process/settings.ts'
import { type Client, type ClientOptions, part } from '../calls/client.ts'
import { openTunnel } from '../tunnel/open-tunnel.ts'
import { type Tunnel, TunnelRefused } from '../tunnel/tunnel.ts'

/** How long the name of a tunnel may take until it leads here, and between two tries, in ms. */
const leadsHereMs = 30_000
const tryMs = 1_000

/** What a connection through a tunnel is made of. */
export interface Tunneled {
  readonly client: Client
  readonly command: Command
  readonly options: ClientOptions & { readonly tunnel: string | true; readonly assumeReachable?: boolean }
  /** The name of the connection. */
  readonly name: string
  /** Makes it, with its provider sending to this address. */
  readonly make: (address: string) => Promise<void>
}

/**
 * Makes a connection whose provider sends through a tunnel, or has one that is there send through it, and keeps the
 * tunnel open until a signal comes; where the tunnel moves, the provider is told. Ends the command with exit code 78
 * where there is no tunnel, or no gateway of this machine to lead to.
 */
export async function connectThroughTunnel({
  client,
  command,
  options,
  name,
  make,
}: Tunneled): Promise<void> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`)
  const { signal: ended } = hearEnd()
  const tunnel = await open(command, options, say, ended)
  if (tunnel === null) return
  // Between a tunnel that died and its next start nothing else would keep this process.
  const staying = setInterval(() => undefined, 60_000)
  try {
    say(`in public: ${tunnel.url}`)
    if (!options.assumeReachable) await untilItLeadsHere(tunnel.url, ended)
    if (ended.aborted) return
    const { assumeReachable = false } = options
    const move = async (address: string): Promise<void> => {
      const body = { address, assumeReachable }
      const moved = await client.call<ConnectionJson>('POST', `/connections/${part(name)}/move`, { body })
      say(`${name} sends to ${moved.url}`)
    }
    if (await isThere(client, name)) await move(tunnel.url)
    else await make(tunnel.url)
    tunnel.onMoved((url) => void move(url).catch((error: Error) => say(error.message)))
    if (!ended.aborted) await once(ended, 'abort')
    say(
      `the tunnel is closed: run this again, or have it sent elsewhere: countersign connection move ${name} --to URL`,
    )
  } finally {
    clearInterval(staying)
    tunnel.close()
  }
}

async function open(
  command: Command,
  { tunnel, gateway, dataFolder }: Tunneled['options'],
  say: (line: string) => void,
  stop: AbortSignal,
): Promise<Tunnel | null> {
  const data = dataFolder ?? process.env.COUNTERSIGN_DATA ?? settingTable.data.default
  const running = gateway === undefined ? readRunning(data) : null
  if (running === null)
    return command.error('error: --tunnel leads to a gateway of this machine: name its data folder, --data', {
      exitCode: configurationExitCode,
    })
  const { COUNTERSIGN_NGROK_API: ngrokApi } = process.env
  try {
    return await openTunnel(tunnel === true ? 'auto' : tunnel, {
      ...{ port: Number(new URL(running.ingestUrl).port), say, stop },
      ...(ngrokApi && { ngrokApi }),
    })
  } catch (error) {
    if (stop.aborted) return null
    if (!(error instanceof TunnelRefused)) throw error
    return command.error(`error: ${error.code}: ${error.message}`, { exitCode: configurationExitCode })
  }
}

/** A tunnel names its address a moment before the name is known everywhere; the gateway says what is wrong if it never is. */
async function untilItLeadsHere(url: string, stop: AbortSignal): Promise<void> {
  const deadline = performance.now() + leadsHereMs
  while (performance.now() < deadline && !stop.aborted) {
    const answer = await fetch(`${url}/livez`, {
      redirect: 'error',
      signal: AbortSignal.any([stop, AbortSignal.timeout(5_000)]),
    }).catch(() => null)
    if (answer?.ok) return
    await sleep(tryMs, undefined, { signal: stop }).catch(() => undefined)
  }
}

async function isThere(client: Client, name: string): Promise<boolean> {
  for (let cursor: string | undefined; ; ) {
    const query = { limit: bounds.page.most, cursor }
    const page = await client.call<{ items: readonly ConnectionJson[]; next: string | null }>(
      'GET',
      '/connections',
      { query },
    )
    if (page.items.some((one) => one.name === name)) return true
    if (page.next === null) return false
    cursor = page.next
  }
}
