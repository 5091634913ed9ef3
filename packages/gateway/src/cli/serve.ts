import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { type Command, InvalidArgumentError } from 'commander'
import { createIsProxy } from '../ingest/client-network.ts'
import { runKeeper } from '../keeper/keeper.ts'
import { makeSocketFolder } from '../keeper/socket-folder.ts'
import { createLog } from '../observe/log.ts'
import { configurationExitCode, planListeners, resolveSettings } from '../process/config.ts'
import { type Setting, type SettingName, settingTable, variableOf } from '../process/settings.ts'
import { type StartMessage, startVariable } from '../process/start-message.ts'
import { startRefusal } from '../process/start-refusal.ts'
import { printBanner } from './banner.ts'
import { gatewayFlags, gatewayVariables } from './gateway-flags.ts'
import { type LineOption, readLines } from './line-options.ts'
import { listenRefusal } from './listen-refusal.ts'

const examples = `
Each setting is also a variable (COUNTERSIGN_PORT, …) or the file that one names (COUNTERSIGN_PORT_FILE, …), and a
field of the JSON object in --config FILE. The command line comes first, then the environment, then the file.
The operator’s token and the sealing key are given as COUNTERSIGN_ADMIN_TOKEN and COUNTERSIGN_KEY; without them they
are made in the data folder on first start.

Examples:
  countersign serve
  countersign serve --source webex=webex --secret-env WEBEX_SECRET --forward http://127.0.0.1:3000/hook
  countersign serve --host 0.0.0.0 --public-url https://hooks.example.com --data /var/lib/countersign
  countersign serve --database-url postgres://countersign@db.internal/countersign
`

/** `countersign serve`: the keeper, which holds the port, and the gateway behind it. */
export function serveCommand(program: Command): void {
  const serve = program
    .command('serve')
    .description('take webhooks in, verify and store them, deliver them countersigned')
  for (const name of Object.keys(settingTable) as SettingName[]) {
    const { flag, value, describe, secret, ...row }: Setting = settingTable[name]
    if (secret) continue
    const shown = row.shown ?? row.default
    const note = shown === null || (Array.isArray(shown) && shown.length === 0) ? '' : ` (default: ${shown})`
    serve.option(`--${flag} <${value}>`, `${describe}${note} [${variableOf(name)}]`)
  }
  // Their order matters: each belongs to the --source before it.
  const line: LineOption[] = []
  const gather =
    (kind: LineOption['kind']) =>
    (value: string): string => {
      if (kind !== 'source' && line.length === 0)
        throw new InvalidArgumentError('It must come after a --source.')
      line.push({ kind, value })
      return value
    }
  serve
    .option('--config <FILE>', 'a JSON object of settings [COUNTERSIGN_CONFIG]')
    .option(
      '--source <NAME=SCHEME>',
      'set up a source; repeatable, with its own --secret and --forward',
      gather('source'),
    )
    .option('--secret <SECRET>', 'the secret of the --source before it', gather('secret'))
    .option('--secret-env <NAME>', 'the variable that holds it', gather('secret-env'))
    .option('--secret-file <FILE>', 'the file that holds it', gather('secret-file'))
    .option('--forward <URL>', 'where the events of the --source before it go', gather('forward'))
    .addHelpText('after', examples)
    .action(async (options: Readonly<Record<string, string>>) => {
      process.exitCode = await run(serve, options, line)
    })
}

async function run(
  command: Command,
  options: Readonly<Record<string, string>>,
  line: readonly LineOption[],
): Promise<number> {
  const flags: Partial<Record<SettingName, string>> = {}
  for (const name of Object.keys(settingTable) as SettingName[]) {
    const given = options[name]
    if (given !== undefined) flags[name] = given
  }
  try {
    const message: StartMessage = { flags, configFile: options.config, lines: await readLines(command, line) }
    const settings = resolveSettings({ ...message, env: process.env })
    const log = createLog({ level: settings.logLevel, format: settings.logFormat })
    const folder = makeSocketFolder()
    let announced = false
    try {
      return await runKeeper({
        id: randomUUID(),
        listeners: planListeners(settings).map(({ role, host, port }) => ({
          host,
          port,
          socketPath: folder.path(role),
        })),
        child: {
          command: process.execPath,
          args: [...gatewayFlags, ...process.execArgv, gatewayFile()],
          env: { ...gatewayVariables, ...process.env, [startVariable]: JSON.stringify(message) },
        },
        log,
        limits: { retainedBytes: settings.maxBodyBytes + 128 * 1024 },
        isProxy: createIsProxy(settings.trustedProxies),
        hangSeconds: settings.hangSeconds,
        drainMs: (settings.drainSeconds + 10) * 1000,
        onReady: ({ announcement }) => {
          if (!announced) printBanner(announcement)
          announced = true
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

/** The gateway process's file, as source or built. */
function gatewayFile(): string {
  const built = import.meta.url.endsWith('.js')
  return fileURLToPath(new URL(built ? '../main.js' : '../main.ts', import.meta.url))
}
