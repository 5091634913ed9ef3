import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import type { LentJson } from '../api/operations/pull.ts'
import { bounds } from '../model/bounds.ts'
import { type ClientOptions, findGateway, withClientOptions, withGatewayOptions } from './calls/client.ts'
import { createPullClient, type PullClient, PullFailure, type PullReport } from './calls/pull-client.ts'
import { parseWhole, usually } from './options/whole-option.ts'
import { forwardTo, printPulled, type TakePulled } from './pull/take-pulled.ts'

interface PullOptions extends ClientOptions {
  readonly forward?: string
  readonly once?: boolean
  readonly limit?: number
  readonly lease?: number
}

const waitSeconds = 20
/** Waits between tries while the gateway is away, in ms. */
const firstWaitMs = 500
const longestWaitMs = 30_000

const examples = `
Examples:
  countersign pull worker --forward http://127.0.0.1:3000/hook
  countersign pull worker --once --json
`

/** `countersign pull`: deliveries for an application that nobody can reach from outside. */
export function pullCommand(program: Command): void {
  const command = withGatewayOptions(
    withClientOptions(
      program.command('pull <destination>').description('pull deliveries from a destination of kind pull'),
    ),
  )
    .option('--forward <URL>', 'post each to this address as a push would; 2xx delivers (default: print)')
    .option('--once', 'end when nothing is due; exit code 1 where any failed')
    .option('--limit <N>', `deliveries at a time ${usually(bounds.pulled)}`, parseWhole(bounds.pulled))
    .option(
      '--lease <SECONDS>',
      `how long each is lent ${usually(bounds.leaseSeconds)}`,
      parseWhole(bounds.leaseSeconds),
    )
    .addHelpText('after', examples)
  command.action(async (destination: string) => {
    const options = command.opts<PullOptions>()
    const client = createPullClient(findGateway(command, options), destination)
    const take = takerOf(command, options)
    try {
      await pullAll(client, take, options)
    } catch (error) {
      if (!(error instanceof PullFailure)) throw error
      command.error(`error: ${error.message}`, { exitCode: 1 })
    }
  })
}

function takerOf(command: Command, { forward, json = false }: PullOptions): TakePulled {
  if (forward === undefined) return printPulled(json)
  const target = URL.parse(forward)
  if (target === null || !/^https?:$/.test(target.protocol)) {
    return command.error('error: --forward takes an http or https address', { exitCode: 2 })
  }
  return forwardTo(target, (line) => void process.stdout.write(line))
}

/** Until a signal, or with `once` until nothing is due. What was pulled is finished first. */
async function pullAll(client: PullClient, take: TakePulled, options: PullOptions): Promise<void> {
  const {
    once = false,
    limit = bounds.pulled.usual,
    lease: leaseSeconds = bounds.leaseSeconds.usual,
  } = options
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  const wanted = { limit, leaseSeconds, waitSeconds: once ? 0 : waitSeconds }
  while (!stop.signal.aborted) {
    const pulled = await again(() => client.pull(wanted, stop.signal), stop.signal)
    if (pulled === null) return
    if (pulled.length === 0 && once) return
    if (pulled.length > 0 && (await settle(client, take, pulled)).length > 0 && once) process.exitCode = 1
  }
}

/** Takes all of an answer, side by side, and acknowledges them; answers what failed. */
async function settle(
  client: PullClient,
  take: TakePulled,
  pulled: readonly LentJson[],
): Promise<readonly PullReport[]> {
  const reports = await Promise.all(pulled.map(take))
  // Beyond the lease it is of no use.
  const late = AbortSignal.timeout(
    Math.max(0, ...pulled.map(({ leaseUntil }) => Date.parse(leaseUntil) - Date.now())),
  )
  const ended = (await again(() => client.acknowledge(reports), late)) ?? reports.map(({ lease }) => lease)
  for (const { event } of pulled.filter(({ lease }) => ended.includes(lease))) {
    process.stderr.write(`${event}: the lease ended before it was acknowledged; it comes again\n`)
  }
  return reports.filter(({ outcome }) => outcome === 'failed')
}

/** Tries until it comes off; null once stopped. What no other try can mend is thrown. */
async function again<T>(call: () => Promise<T>, stop: AbortSignal): Promise<T | null> {
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      return await call()
    } catch (error) {
      if (stop.aborted) return null
      if (!(error instanceof PullFailure) || !error.passes) throw error
      const pauseMs = Math.ceil((error.retryAfterMs ?? waitMs) * (1 + Math.random() * 0.2))
      process.stderr.write(`${error.message}; trying again in ${(pauseMs / 1000).toFixed(1)} s\n`)
      await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined)
      if (stop.aborted) return null
    }
  }
}
