import { rmSync } from 'node:fs'
import { type KeeperDescription, keeperVariable } from './attached.ts'
import { type Child, type ChildCommand, startChild } from './child.ts'
import { connectionsWithin, openFilesFor, openFilesLimit, refuseTooFew } from './descriptors.ts'
import { Doorway, type DoorwayLimits, doorwayLimits, type KeptListener } from './doorway.ts'
import { Silence } from './silence.ts'

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
  /** Default: `doorwayLimits`; of the connections as many as the process may have files open for. */
  readonly limits?: Partial<DoorwayLimits>
  /** Whether an address is a proxy's whose word counts: it speaks for many. Default: none is. */
  readonly isProxy?: (address: string) => boolean
  /** How long a gateway may be silent before it is replaced, in seconds; 0: for ever. Default: 15. */
  readonly hangSeconds?: number
  /** How long, after SIGTERM, callers are still taken while the gateway says that it is not ready, in ms. Default: 0. */
  readonly unreadyMs?: number
  /** How long a gateway may take to finish when it is asked to end, in ms. Default: 30,000. */
  readonly drainMs?: number
  /** The ports are bound; callers may come. What it throws ends the keeper before any is answered. */
  readonly onListening?: (listeners: readonly KeptListener[]) => void
  /** A gateway is up, the first or another; with the message that it sent. */
  readonly onReady?: (message: Readonly<Record<string, unknown>>) => void
  /** Ends both as SIGINT does; where it is aborted by then, no gateway is started. */
  readonly stop?: AbortSignal
  /** Is given what replaces the gateway as SIGHUP does, whatever the terminal. */
  readonly onControl?: (control: { readonly replace: () => void }) => void
}

/** A configuration that cannot work (`EX_CONFIG` of sysexits.h): nothing is gained by starting again. */
const configurationError = 78
/** Waits before a restart, in ms: the first crash costs none, a crash loop at most two seconds a turn. */
const backoffMs = [0, 50, 100, 200, 500, 1000, 2000]
/** What is left of the time that callers wait, for the start of the next gateway, in ms. */
const startMs = 3000
/** A gateway that was up this long has not crashed in a loop, in ms. */
const soundMs = 1000

/**
 * Holds the listening sockets and carries callers' bytes to a gateway process, which may crash, be killed
 * or be replaced: callers wait a moment, none is refused. SeaTable kills a webhook for good at the first
 * connection that is.
 *
 * SIGTERM, SIGINT and `stop` end both after what is under way; SIGHUP replaces the gateway by a new one (on a
 * terminal it means that the terminal has gone, and ends both). A gateway that is still starting may have read
 * its configuration before the SIGHUP: it comes up, and is replaced then, once for however many SIGHUPs. One
 * that has yet to be started reads it afterwards, and is not.
 *
 * A gateway that hangs is killed, and the next one gets what it had not answered.
 *
 * @returns the exit code, once all is over: the gateway's own where it never came up, 78 where its
 * configuration cannot work, else 0. Rejects with the system's error where a port cannot be bound.
 */
export async function runKeeper(options: KeeperOptions): Promise<number> {
  const doorway = openDoorway(options)
  const listeners: KeptListener[] = []
  try {
    for (const listener of options.listeners) listeners.push(await doorway.open(listener))
    options.onListening?.(listeners)
  } catch (error) {
    await doorway.stop()
    throw error
  }
  if (options.stop?.aborted) {
    await doorway.stop()
    return 0
  }
  return await new Promise((resolve) => new Keeper(options, doorway, listeners, resolve))
}

function openDoorway({ limits, isProxy = () => false, log }: KeeperOptions): Doorway {
  const wanted = { ...doorwayLimits, ...limits }
  const openFiles = openFilesLimit()
  refuseTooFew(openFiles)
  const connections = connectionsWithin(openFiles, wanted.connections)
  if (connections < wanted.connections) {
    log.warn(
      { openFiles, connections, wanted: openFilesFor(wanted.connections) },
      'The limit of open files allows fewer connections than there may be; raise it (ulimit -n, LimitNOFILE).',
    )
  }
  return new Doorway({ ...wanted, connections }, isProxy)
}

class Keeper {
  readonly #options: KeeperOptions
  readonly #doorway: Doorway
  readonly #listeners: readonly KeptListener[]
  readonly #over: (code: number) => void
  #child: Child | null = null
  /** The gateway takes requests. */
  #up = false
  #wasUp = false
  #crashes = 0
  #replacing = false
  /** Another gateway is wanted once this one is up. */
  #again = false
  #stopping = false
  #deadline: NodeJS.Timeout | undefined
  #closing: NodeJS.Timeout | undefined
  #silence = new Silence(0)
  readonly #pulse: NodeJS.Timeout

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
    process.on('SIGTERM', this.#leave)
    process.on('SIGINT', this.#terminate)
    process.on('SIGHUP', this.#hangUp)
    options.stop?.addEventListener('abort', this.#terminate)
    // What the gateway has said by then is read first: a keeper that was stopped looks before it reads.
    this.#pulse = setInterval(() => setImmediate(() => this.#listen()), 1000)
    options.onControl?.({ replace: this.#replaceSoon })
    this.#start()
  }

  #start(): void {
    // A gateway that was killed has left its sockets behind.
    if (process.platform !== 'win32') {
      for (const { socketPath } of this.#listeners) rmSync(socketPath, { force: true })
    }
    const { id, child, log, onReady, hangSeconds = 15 } = this.#options
    let soundAfter: NodeJS.Timeout | undefined
    const described: KeeperDescription = { id, listeners: this.#listeners, wasUp: this.#wasUp }
    const env = { ...child.env, [keeperVariable]: JSON.stringify(described) }
    const silence = new Silence(hangSeconds)
    this.#silence = silence
    this.#again = false
    this.#child = startChild(
      { ...child, env },
      {
        beat: () => silence.end(),
        ready: (message) => {
          silence.end()
          this.#wasUp = true
          soundAfter = setTimeout(() => (this.#crashes = 0), soundMs)
          if (!this.#stopping) {
            this.#up = true
            this.#doorway.gatewayUp()
          }
          onReady?.(message)
          if (this.#again) this.#replace()
        },
        ended: ({ code, signal }) => {
          clearTimeout(soundAfter)
          clearTimeout(this.#deadline)
          const replacing = this.#replacing
          this.#child = null
          this.#up = false
          this.#replacing = false
          this.#doorway.gatewayAway()
          if (this.#stopping) return void this.#end(0)
          if (replacing) {
            log.info({ code, signal }, 'gateway replaced')
            return this.#start()
          }
          if (!this.#wasUp || code === configurationError) return void this.#end(code ?? 1)
          const waitMs = backoffMs[Math.min(this.#crashes++, backoffMs.length - 1)]
          log.warn({ code, signal, waitMs }, 'gateway died, starting another')
          setTimeout(() => (this.#stopping ? undefined : this.#start()), waitMs)
        },
      },
    )
  }

  /** Once a second: looks whether the gateway hangs. One that was asked to end has its own deadline. */
  #listen(): void {
    if (this.#stopping || this.#replacing || !this.#silence.tick(this.#up)) return
    this.#options.log.warn({}, 'gateway hangs, starting another')
    this.#child?.kill()
  }

  readonly #leave = (): void => this.#stop('SIGTERM', this.#options.unreadyMs ?? 0)
  readonly #terminate = (): void => this.#stop('SIGINT', 0)

  #stop(signal: 'SIGTERM' | 'SIGINT', unreadyMs: number): void {
    if (this.#stopping) {
      this.#child?.kill()
      return
    }
    this.#stopping = true
    if (this.#child === null) return void this.#end(0)
    // One that is still starting says to nobody that it is not ready.
    const openMs = this.#up ? unreadyMs : 0
    if (openMs === 0) void this.#doorway.stop()
    else this.#closing = setTimeout(() => void this.#doorway.stop(), openMs)
    this.#drainChild(signal, Number.POSITIVE_INFINITY, unreadyMs)
  }

  readonly #hangUp = (): void => {
    if (process.stdin.isTTY) {
      this.#terminate()
      return
    }
    this.#replaceSoon()
  }

  readonly #replaceSoon = (): void => {
    if (this.#stopping || this.#replacing || this.#child === null) return
    if (this.#up) this.#replace()
    else this.#again = true
  }

  #replace(): void {
    if (this.#stopping || this.#child === null) return
    this.#up = false
    this.#replacing = true
    this.#doorway.gatewayAway()
    this.#drainChild('SIGINT', Math.max(startMs, this.#doorway.patienceMs - startMs), 0)
  }

  /** Asks the gateway to end, and kills it if it takes longer than it may, or than callers wait. */
  #drainChild(signal: 'SIGTERM' | 'SIGINT', mostMs: number, unreadyMs: number): void {
    const child = this.#child
    child?.stop(signal)
    clearTimeout(this.#deadline)
    const drainMs = Math.min(this.#options.drainMs ?? 30_000, mostMs)
    this.#deadline = setTimeout(() => child?.kill(), unreadyMs + drainMs)
  }

  async #end(code: number): Promise<void> {
    clearTimeout(this.#deadline)
    clearTimeout(this.#closing)
    clearInterval(this.#pulse)
    process.off('SIGTERM', this.#leave)
    process.off('SIGINT', this.#terminate)
    process.off('SIGHUP', this.#hangUp)
    this.#options.stop?.removeEventListener('abort', this.#terminate)
    this.#stopping = true
    await this.#doorway.stop()
    this.#over(code)
  }
}
