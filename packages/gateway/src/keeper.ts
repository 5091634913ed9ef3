import { rmSync } from 'node:fs'
import { type KeeperDescription, keeperVariable } from './keeper/attached.ts'
import { type Child, type ChildCommand, startChild } from './keeper/child.ts'
import { Doorway, type DoorwayLimits, doorwayLimits, type KeptListener } from './keeper/doorway.ts'

/** What the keeper writes down. */
export interface KeeperLog {
  info(about: object, message: string): void
  warn(about: object, message: string): void
}

export interface KeeperOptions {
  /** Random; tells each gateway that the one before it under the same keeper has ended. */
  readonly id: string
  readonly listeners: readonly KeptListener[]
  readonly child: ChildCommand
  readonly log: KeeperLog
  readonly limits?: Partial<DoorwayLimits>
  /** How long a gateway may take to finish when it is asked to end, in ms. Default: 30,000. */
  readonly drainMs?: number
  /** The ports are bound; callers may come. */
  readonly onListening?: (listeners: readonly KeptListener[]) => void
  /** A gateway is up, the first or another; with the message that it sent. */
  readonly onReady?: (message: Readonly<Record<string, unknown>>) => void
}

/** A configuration that cannot work (`EX_CONFIG` of sysexits.h): nothing is gained by starting again. */
const configurationError = 78
/** Waits before a restart, in ms: the first crash costs none, a crash loop at most two seconds a turn. */
const backoffMs = [0, 50, 100, 200, 500, 1000, 2000]
/** A gateway that was up this long has not crashed in a loop, in ms. */
const soundMs = 1000

/**
 * Holds the listening sockets and carries callers' bytes to a gateway process, which may crash, be killed
 * or be replaced: callers wait a moment, none is refused. SeaTable kills a webhook for good at the first
 * connection that is.
 *
 * SIGTERM and SIGINT end both after what is under way; SIGHUP replaces the gateway by a new one (on a
 * terminal it means that the terminal has gone, and ends both).
 *
 * @returns the exit code, once all is over: the gateway's own where it never came up, 78 where its
 * configuration cannot work, else 0. Rejects with the system's error where a port cannot be bound.
 */
export async function runKeeper(options: KeeperOptions): Promise<number> {
  const doorway = new Doorway({ ...doorwayLimits, ...options.limits })
  const listeners: KeptListener[] = []
  try {
    for (const listener of options.listeners) listeners.push(await doorway.open(listener))
  } catch (error) {
    await doorway.stop()
    throw error
  }
  options.onListening?.(listeners)
  return await new Promise((resolve) => new Keeper(options, doorway, listeners, resolve))
}

class Keeper {
  readonly #options: KeeperOptions
  readonly #doorway: Doorway
  readonly #listeners: readonly KeptListener[]
  readonly #over: (code: number) => void
  #child: Child | null = null
  #wasUp = false
  #crashes = 0
  #replacing = false
  #stopping = false
  #deadline: NodeJS.Timeout | undefined

  constructor(
    options: KeeperOptions,
    doorway: Doorway,
    listeners: readonly KeptListener[],
    over: (code: number) => void,
  ) {
    this.#options = options
    this.#doorway = doorway
    this.#listeners = listeners
    this.#over = over
    process.on('SIGTERM', this.#terminate)
    process.on('SIGINT', this.#terminate)
    process.on('SIGHUP', this.#hangUp)
    this.#start()
  }

  #start(): void {
    // A gateway that was killed has left its sockets behind.
    if (process.platform !== 'win32') {
      for (const { socketPath } of this.#listeners) rmSync(socketPath, { force: true })
    }
    const { id, child, log, onReady } = this.#options
    let soundAfter: NodeJS.Timeout | undefined
    const described: KeeperDescription = { id, listeners: this.#listeners, wasUp: this.#wasUp }
    const env = { ...child.env, [keeperVariable]: JSON.stringify(described) }
    this.#child = startChild(
      { ...child, env },
      {
        ready: (message) => {
          this.#wasUp = true
          soundAfter = setTimeout(() => (this.#crashes = 0), soundMs)
          if (!this.#stopping && !this.#replacing) this.#doorway.gatewayUp()
          onReady?.(message)
        },
        ended: ({ code, signal, wasReady }) => {
          clearTimeout(soundAfter)
          this.#child = null
          this.#doorway.gatewayAway()
          if (this.#stopping) return void this.#end(0)
          if (!this.#wasUp || code === configurationError) return void this.#end(code ?? 1)
          if (this.#replacing && wasReady) {
            log.info({ code, signal }, 'gateway replaced')
            this.#replacing = false
            clearTimeout(this.#deadline)
            return this.#start()
          }
          const waitMs = backoffMs[Math.min(this.#crashes++, backoffMs.length - 1)]
          log.warn({ code, signal, waitMs }, 'gateway died, starting another')
          setTimeout(() => (this.#stopping ? undefined : this.#start()), waitMs)
        },
      },
    )
  }

  readonly #terminate = (): void => {
    if (this.#stopping) {
      this.#child?.kill()
      return
    }
    this.#stopping = true
    if (this.#child === null) return void this.#end(0)
    void this.#doorway.stop()
    this.#drainChild()
  }

  readonly #hangUp = (): void => {
    if (process.stdin.isTTY) {
      this.#terminate()
      return
    }
    if (this.#stopping || this.#replacing || this.#child === null || !this.#wasUp) return
    this.#replacing = true
    this.#doorway.gatewayAway()
    this.#drainChild()
  }

  #drainChild(): void {
    this.#child?.stop()
    clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => this.#child?.kill(), this.#options.drainMs ?? 30_000)
  }

  async #end(code: number): Promise<void> {
    clearTimeout(this.#deadline)
    process.off('SIGTERM', this.#terminate)
    process.off('SIGINT', this.#terminate)
    process.off('SIGHUP', this.#hangUp)
    this.#stopping = true
    await this.#doorway.stop()
    this.#over(code)
  }
}
