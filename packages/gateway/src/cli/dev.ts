import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import pc from 'picocolors'
import { bounds } from '../model/bounds.ts'
import { printableJson } from '../model/printable.ts'
import { tokenFile } from '../process/admin-token.ts'
import type { Announcement } from '../process/announcement.ts'
import { configurationExitCode } from '../process/config.ts'
import { type HeardEnd, hearEnd } from '../process/hear-end.ts'
import { makeFolder } from '../process/make-folder.ts'
import { settingTable } from '../process/settings.ts'
import { readSecretFile } from '../seal/read-secret-file.ts'
import { replaceFile } from '../seal/replace-file.ts'
import { type DevApplication, startDevApplication } from './dev/application.ts'
import { type DevFacts, devCommands, devPage } from './dev/page.ts'
import { type DevProviders, startDevProviders } from './dev/providers.ts'
import { setDevStage, signInLink } from './dev/stage.ts'
import { type DevState, readDevState, writeDevState } from './dev/state.ts'
import { parseWhole } from './options/whole-option.ts'
import { keepGateway } from './serve/keep-gateway.ts'
import { listenRefusal } from './serve/listen-refusal.ts'
import { tellProviders } from './serve/tell-providers.ts'
import type { Tunnel } from './tunnel/tunnel.ts'
import { type TunnelOption, tunnelFor, tunnelHelp } from './tunnel/tunnel-option.ts'

interface DevOptions {
  readonly port: number
  readonly keep?: string
  readonly json?: boolean
  readonly tunnel?: TunnelOption['tunnel']
}

const help = `
Prints where everything is, a link that signs in to the console, and commands to paste into a second terminal; after that
a line for each thing that happens. All of it listens on loopback. Ctrl-C ends it, and nothing is kept unless --keep names
a folder. COUNTERSIGN_… variables of this shell do not count here. Exit codes: 0 ended, 78 it cannot start.

Examples:
  countersign dev
  countersign dev --keep .countersign-dev
  countersign dev --tunnel
`

/** `countersign dev`: gateway, console, simulated providers and a sample application, to try things with. */
export function devCommand(program: Command): void {
  const command = program
    .command('dev')
    .description('a gateway with simulated providers and a sample application, to try and to develop with')
    .option(
      '--port <N>',
      'the gateway’s port; 0 takes a free one',
      parseWhole(bounds.port),
      settingTable.port.default,
    )
    .option('--keep <DIR>', 'keep everything in this folder, and go on with what is there')
    .option('--tunnel [WHICH]', tunnelHelp)
    .option(
      '--json',
      'print one JSON object with addresses and commands, then a line of JSON for what happens',
    )
    .addHelpText('after', help)
  command.action(async (options: DevOptions) => {
    try {
      process.exitCode = await runDev(command, options)
    } catch (error) {
      const sentence = listenRefusal(error) ?? (error instanceof Error ? error.message : null)
      if (sentence === null) throw error
      command.error(`error: ${sentence}`, { exitCode: configurationExitCode })
    }
  })
}

async function runDev(
  command: Command,
  { port, keep, json = false, tunnel: which }: DevOptions,
): Promise<number> {
  // Before there is anything that an end would leave.
  const early = hearEnd()
  const data = keep === undefined ? mkdtempSync(join(tmpdir(), 'countersign-dev-')) : resolve(keep)
  const say = sayer(json)
  const parts: { close(): Promise<void> }[] = []
  try {
    if (keep !== undefined) makeFolder(data)
    const asked: TunnelOption = which === undefined ? {} : { tunnel: which }
    const flags = { host: '127.0.0.1', port: String(port) }
    const tunnel = await tunnelFor(command, asked, { flags, say, stop: early.signal })
    if (tunnel !== null) parts.push({ close: async () => tunnel.close() })
    const state = readDevState(data)
    const application = await startDevApplication(state.ports.application, () => state.applicationSecret, say)
    parts.push(application)
    const providers = await startDevProviders(state, say)
    if (providers !== null) parts.push(providers)
    return await keepStage(
      { port, data, kept: keep !== undefined, state, application, providers, tunnel },
      { json, early },
    )
  } finally {
    await Promise.all(parts.map((part) => part.close()))
    if (keep === undefined) rmSync(data, { recursive: true, force: true })
  }
}

interface Stage {
  readonly port: number
  readonly data: string
  readonly kept: boolean
  readonly state: DevState
  readonly application: DevApplication
  readonly providers: DevProviders | null
  readonly tunnel: Tunnel | null
}

/** The gateway, until it ends; once it is up for the first time the stage is set and the page printed. */
async function keepStage(
  stage: Stage,
  { json, early }: { readonly json: boolean; readonly early: HeardEnd },
): Promise<number> {
  const stop = new AbortController()
  let failure: unknown = null
  let announced = false
  let ending = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => (ending = true))
  // Lines for who reads them, among lines for who reads them.
  const logFormat = json ? 'json' : 'pretty'
  const flags = {
    ...{ host: '127.0.0.1', port: String(stage.port), data: stage.data, logLevel: 'warn', logFormat },
  }
  const code = await keepGateway({
    message: { flags, lines: [] },
    env: withoutOwn(process.env),
    ...{ tunnel: stage.tunnel, stop: stop.signal, early },
    onReady({ announcement }) {
      const { adminUrl } = announcement as Announcement
      if (announced) return void tellProviders(adminUrl, tokenOf(stage.data), sayer(json))
      announced = true
      setStage(stage, announcement as Announcement).then(
        (facts) =>
          void process.stdout.write(json ? `${printableJson(shownAsJson(facts))}\n` : devPage(facts)),
        (error: unknown) => {
          // A gateway that is asked to end refuses what the stage is still set with.
          if (!ending) failure = error
          stop.abort()
        },
      )
    },
  })
  if (failure !== null) throw failure
  return code
}

async function setStage(
  { data, kept, state, application, providers, tunnel }: Stage,
  { url, signIn }: Announcement,
): Promise<DevFacts> {
  await setDevStage(url, tokenOf(data), state, application, providers)
  const { ports } = state
  writeDevState(data, {
    ...state,
    ports: {
      application: Number(new URL(application.origin).port),
      webex: providers?.webex.port ?? ports.webex,
      seatable: providers?.seatable.port ?? ports.seatable,
    },
  })
  const shopSecretFile = join(data, 'shop-secret')
  replaceFile(shopSecretFile, `${state.shopSecret}\n`)
  const program = process.env.npm_command === 'exec' ? 'npx countersign' : 'countersign'
  const publicUrl = tunnel?.url ?? null
  // An operator who has been here before is given a link by the gateway only when he asks.
  const link = signIn ?? (await signInLink(url, tokenOf(data)))
  return { url, publicUrl, data, signIn: link, shopSecretFile, state, application, providers, kept, program }
}

function tokenOf(data: string): string {
  return readSecretFile(tokenFile(data)).trim()
}

function shownAsJson(facts: DevFacts): object {
  const { url, publicUrl, data, signIn, application, providers } = facts
  return {
    ...{ url, publicUrl, data, signIn, application: application.url },
    webex: providers && { api: providers.webex.api, bot: providers.webex.bot },
    seatable: providers && { server: providers.seatable.server, base: providers.seatable.base },
    commands: devCommands(facts),
  }
}

function sayer(json: boolean): (line: string) => void {
  return (line) => {
    const at = new Date().toISOString()
    process.stdout.write(json ? `${printableJson({ at, line })}\n` : `${pc.dim(at.slice(11, 23))} ${line}\n`)
  }
}

/** What a shell has set for a gateway elsewhere is none of this one's. */
function withoutOwn(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('COUNTERSIGN_')))
}
