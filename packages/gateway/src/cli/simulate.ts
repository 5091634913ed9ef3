import type { Command } from 'commander'
import pc from 'picocolors'
import { bounds } from '../model/bounds.ts'
import { codes } from '../model/codes.ts'
import { printableJson } from '../model/printable.ts'
import { configurationExitCode } from '../process/config.ts'
import { parseWhole } from './options/whole-option.ts'
import { listenRefusal } from './serve/listen-refusal.ts'
import type { FaultOptions } from './simulate/fault-options.ts'
import { faultsOf, withFaultOptions } from './simulate/fault-options.ts'
import { SimulatorsMissing, simulators } from './simulate/simulators.ts'

interface SimulateOptions extends FaultOptions {
  readonly port: number
  readonly host: string
  readonly json?: boolean
}

interface WebexOptions extends SimulateOptions {
  readonly personToken?: string
  readonly botToken?: string
  readonly deactivateAfter: number
  readonly deactivateWindow: number
}

interface SeaTableOptions extends SimulateOptions {
  readonly token?: string
  readonly base: string
  readonly workspace: number
  readonly timeout: number
  readonly hideValidity?: boolean
}

const webexHelp = `
A guess, since Webex publishes nothing on it: when a failing webhook is switched off
(--deactivate-after, --deactivate-window), a timeout of 10 s, one try a notification.

Examples:
  countersign simulate webex --port 10010
  countersign simulate webex --duplicates 1 --late 2000     a provider that repeats itself, late
  curl -X POST http://127.0.0.1:10010/simulate/faults -H 'content-type: application/json' -d '{"dead":true}'
`

const seaTableHelp = `
A guess: that the API's list of webhooks shows is_valid (--hide-validity leaves it out), that a PUT makes a
webhook valid again as saving it on the web page does, and the notification of a call of the rows API.

Examples:
  countersign simulate seatable --port 10011 --base Projects
  curl -X POST http://127.0.0.1:10011/simulate/faults -H 'content-type: application/json' -d '{"api":"html"}'
`

/** `countersign simulate webex|seatable`: a provider on this machine, to practise and to test with. */
export function simulateCommand(program: Command): void {
  const simulate = program
    .command('simulate')
    .description('run a provider on this machine, to practise with and to test against')
    .addHelpText(
      'after',
      '\nThe simulators are a package of their own: npm install @countersign/simulators\n',
    )

  common(
    simulate.command('webex').description('Webex: rooms, messages, webhooks, and the ways they die'),
    10_010,
  )
    .option('--person-token <token>', 'the token of the simulated person (default: made up)')
    .option('--bot-token <token>', 'the token of the simulated bot (default: made up)')
    .option(
      '--deactivate-after <n>',
      'failures after which a webhook is inactive; a guess',
      parseWhole({ least: 1, most: 100_000 }),
      100,
    )
    .option(
      '--deactivate-window <seconds>',
      'the time in which they count; a guess',
      parseWhole({ least: 1, most: 86_400 }),
      300,
    )
    .addHelpText('after', webexHelp)
    .action((options: WebexOptions, command: Command) => started(command, runWebex(options)))

  common(
    simulate.command('seatable').description('SeaTable: a base whose rows tell of their changes'),
    10_011,
  )
    .option('--token <token>', 'the account token (default: made up)')
    .option('--base <name>', 'the name of the base', 'Projects')
    .option('--workspace <id>', 'the id of its workspace', parseWhole({ least: 1, most: 2 ** 31 }), 1)
    .option(
      '--timeout <seconds>',
      'how long an answer may take, as SeaTable does',
      parseWhole({ least: 1, most: 600 }),
      30,
    )
    .option('--hide-validity', 'leave is_valid out of the list of webhooks')
    .addHelpText('after', seaTableHelp)
    .action((options: SeaTableOptions, command: Command) => started(command, runSeaTable(options)))
}

function common(command: Command, port: number): Command {
  return withFaultOptions(command)
    .option('--port <port>', 'the port; 0 for any free one', parseWhole(bounds.port), port)
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option(
      '--json',
      'print one JSON object with addresses and tokens, then a line of JSON for each thing that happens',
    )
}

/** A port that is taken is told in a sentence. */
async function started(command: Command, running: Promise<void>): Promise<void> {
  try {
    await running
  } catch (error) {
    if (error instanceof SimulatorsMissing) {
      const { title, hint } = codes.ERR_SIMULATORS_MISSING
      command.error(`error: ERR_SIMULATORS_MISSING: ${title} ${hint}`, { exitCode: configurationExitCode })
    }
    const sentence = listenRefusal(error)
    if (sentence === null) throw error
    command.error(`error: ${sentence}`, { exitCode: configurationExitCode })
  }
}

async function runWebex(options: WebexOptions): Promise<void> {
  const { defaultNewcomers, simulateWebex } = await simulators()
  const [person, bot] = defaultNewcomers()
  const given = [options.personToken, options.botToken]
  const newcomers = [person, bot].flatMap((one, at) =>
    one === undefined ? [] : [{ ...one, token: given[at] ?? one.token }],
  )
  const simulator = await simulateWebex({
    host: options.host,
    port: options.port,
    newcomers,
    deactivation: { failures: options.deactivateAfter, withinMs: options.deactivateWindow * 1000 },
    print: printer(options.json),
  })
  simulator.control.change(faultsOf(options))
  announce(options.json, 'Webex', {
    api: simulator.api,
    ...Object.fromEntries(newcomers.map(({ type, token }) => [`${type}Token`, token])),
    bot: newcomers.find(({ type }) => type === 'bot')?.email ?? '',
  })
  endWith(() => simulator.close())
}

async function runSeaTable(options: SeaTableOptions): Promise<void> {
  const { newTokens, simulateSeaTable } = await simulators()
  const made = newTokens()
  const simulator = await simulateSeaTable({
    host: options.host,
    port: options.port,
    name: options.base,
    workspace: options.workspace,
    timeoutMs: options.timeout * 1000,
    hideValidity: options.hideValidity ?? false,
    tokens: { ...made, account: options.token ?? made.account },
    print: printer(options.json),
  })
  simulator.control.change(faultsOf(options))
  const { tokens, base } = simulator
  announce(options.json, 'SeaTable', {
    server: simulator.server,
    accountToken: tokens.account,
    apiToken: tokens.api,
    baseToken: tokens.base,
    workspace: String(base.workspace),
    base: base.name,
    uuid: base.uuid,
    table: base.tables[0]?.name ?? '',
  })
  endWith(() => simulator.close())
}

function printer(json: boolean | undefined): (line: string) => void {
  return (line) => {
    const at = new Date().toISOString()
    process.stdout.write(json ? `${printableJson({ at, line })}\n` : `${pc.dim(at.slice(11, 23))} ${line}\n`)
  }
}

/** Tokens of a simulator open nothing but the simulator, so they are printed. */
function announce(
  json: boolean | undefined,
  provider: string,
  facts: Readonly<Record<string, string>>,
): void {
  if (json) {
    process.stdout.write(`${printableJson({ provider, ...facts })}\n`)
    return
  }
  const width = Math.max(...Object.keys(facts).map((name) => name.length))
  const lines = Object.entries(facts).map(([name, value]) => `  ${pc.dim(name.padEnd(width))}  ${value}\n`)
  process.stdout.write(`${pc.bold(`A simulated ${provider} is up.`)} Stop it with Ctrl-C.\n${lines.join('')}`)
}

function endWith(close: () => Promise<void>): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void close().then(() => process.exit(0)))
}
