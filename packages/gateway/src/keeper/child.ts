import { type ChildProcess, spawn } from 'node:child_process'
import { offerToOomKiller } from './oom-offer.ts'

/** How to start a gateway. */
export interface ChildCommand {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What becomes of a gateway process: it is ready and it ends once each, and in this order. */
export interface ChildEvents {
  /** It listens on its sockets; the message is what it sent. */
  ready(message: Readonly<Record<string, unknown>>): void
  /** Its event loop runs: told about every second. */
  beat(): void
  /** It has ended. `wasReady` says whether it ever listened. */
  ended(end: {
    readonly code: number | null
    readonly signal: string | null
    readonly wasReady: boolean
  }): void
}

/** A gateway process that was started. */
export interface Child {
  /** Asks it to finish what is under way and end: with SIGINT at once, with SIGTERM after its unready period. */
  stop(signal: 'SIGTERM' | 'SIGINT'): void
  kill(): void
}

/** Starts a gateway, with a channel by which it says that it is ready and notices when the keeper dies. */
export function startChild(how: ChildCommand, events: ChildEvents): Child {
  const child: ChildProcess = spawn(how.command, [...how.args], {
    env: { ...how.env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  if (child.pid !== undefined) offerToOomKiller(child.pid)
  let ready = false
  let over = false
  const end = (code: number | null, signal: string | null): void => {
    if (over) return
    over = true
    events.ended({ code, signal, wasReady: ready })
  }
  child.on('message', (message) => {
    if (isTrue(message, 'beat')) events.beat()
    if (ready || !isTrue(message, 'ready')) return
    ready = true
    events.ready(message)
  })
  // Told of a signal or message that did not reach it, too.
  child.on('error', () => child.pid === undefined && end(null, null))
  child.on('exit', end)
  return {
    stop: (signal) => void child.kill(signal),
    kill: () => void child.kill('SIGKILL'),
  }
}

function isTrue(message: unknown, name: string): message is Readonly<Record<string, unknown>> {
  return (
    typeof message === 'object' && message !== null && (message as Record<string, unknown>)[name] === true
  )
}
