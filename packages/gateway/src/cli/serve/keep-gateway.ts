import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { createIsProxy } from '../../ingest/client-network.ts'
import { type KeeperOptions, runKeeper } from '../../keeper/keeper.ts'
import { createLog } from '../../observe/log.ts'
import { compileCache } from '../../process/compile-cache.ts'
import { configurationExitCode, isServiceLink, planListeners, resolveSettings } from '../../process/config.ts'
import type { HeardEnd } from '../../process/hear-end.ts'
import { type StartMessage, startVariable } from '../../process/start-message.ts'
import { startRefusal } from '../../process/start-refusal.ts'
import type { Tunnel } from '../tunnel/tunnel.ts'
import { gatewayFlags, gatewayVariables } from './gateway-flags.ts'
import { keeperFolder, passedTo, refuseWider } from './keeper-sockets.ts'
import { listenRefusal } from './listen-refusal.ts'

/** How to keep a gateway. */
export interface KeepOptions extends Pick<KeeperOptions, 'onReady' | 'stop'> {
  /** What the gateway is asked for. */
  readonly message: StartMessage
  /** The environment that settings are read from, and that the gateway gets. */
  readonly env: NodeJS.ProcessEnv
  /** Leads to the gateway; where it moves, another gateway is started with the new address. */
  readonly tunnel?: Tunnel | null
  /** Whoever has asked for the end before the keeper hears of it; given up then. */
  readonly early: HeardEnd
}

/**
 * Runs a keeper and the gateway behind it until a signal or `stop` ends them; neither where one came early. Says on stderr why a start is refused.
 *
 * @returns the exit code
 */
export async function keepGateway({
  message: asked,
  env: given,
  onReady,
  stop,
  tunnel = null,
  early,
}: KeepOptions): Promise<number> {
  const env = { ...given }
  const message = tunnel === null ? asked : withAddress(asked, tunnel.url)
  try {
    const settings = resolveSettings({ ...message, env })
    const log = createLog({ level: settings.logLevel, format: settings.logFormat })
    if (isServiceLink(env.COUNTERSIGN_PORT)) {
      log.warn(
        { COUNTERSIGN_PORT: env.COUNTERSIGN_PORT },
        'COUNTERSIGN_PORT is the address of a service of that name, as Kubernetes sets it, and no port: passed over. Set enableServiceLinks: false.',
      )
    }
    const plans = planListeners(settings)
    const passed = passedTo(env, plans)
    const folder = await keeperFolder(env, settings.data)
    const childEnv: NodeJS.ProcessEnv = {
      ...{ ...gatewayVariables, ...compileCache(settings.data), ...env },
      [startVariable]: JSON.stringify(message),
    }
    try {
      return await runKeeper({
        id: randomUUID(),
        listeners: plans.map(({ role, host, port }) => ({
          ...{ host, port, socketPath: folder.path(role), descriptors: passed.get(role) ?? [] },
        })),
        child: {
          command: process.execPath,
          args: [...gatewayFlags, ...process.execArgv, gatewayFile()],
          env: childEnv,
        },
        log,
        limits: { retainedBytes: settings.maxBodyBytes + 128 * 1024 },
        isProxy: createIsProxy(settings.trustedProxies),
        hangSeconds: settings.hangSeconds,
        unreadyMs: settings.unreadySeconds * 1000,
        drainMs: (settings.drainSeconds + 10) * 1000,
        onListening: ([first]) => refuseWider(plans[0], first?.host),
        ...(onReady !== undefined && { onReady }),
        stop: stop === undefined ? early.signal : AbortSignal.any([early.signal, stop]),
        onControl({ replace }) {
          // The keeper hears signals itself from here on.
          early.release()
          tunnel?.onMoved((url) => {
            // Read at the next start.
            childEnv[startVariable] = JSON.stringify(withAddress(message, url))
            replace()
          })
        },
      })
    } finally {
      folder.remove()
    }
  } catch (error) {
    const sentence = listenRefusal(error) ?? startRefusal(error)?.sentence ?? null
    if (sentence === null) throw error
    process.stderr.write(`${sentence}\n`)
    return configurationExitCode
  }
}

function withAddress(message: StartMessage, publicUrl: string): StartMessage {
  return { ...message, flags: { ...message.flags, publicUrl } }
}

/** The gateway process's file, as source or built. */
function gatewayFile(): string {
  const built = import.meta.url.endsWith('.js')
  return fileURLToPath(new URL(built ? '../../main.js' : '../../main.ts', import.meta.url))
}
