import { type Command, InvalidArgumentError } from 'commander'
import type { Announcement } from '../process/announcement.ts'
import { resolveSettings } from '../process/config.ts'
import { hearEnd } from '../process/hear-end.ts'
import { type Setting, type SettingName, settingTable, variableOf } from '../process/settings.ts'
import type { StartMessage } from '../process/start-message.ts'
import { readSecretFile } from '../seal/read-secret-file.ts'
import { printBanner } from './serve/banner.ts'
import { keepGateway } from './serve/keep-gateway.ts'
import { type LineOption, readLines } from './serve/line-options.ts'
import { tellProviders } from './serve/tell-providers.ts'
import { type TunnelOption, tunnelFor, tunnelHelp } from './tunnel/tunnel-option.ts'

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
    .option('--tunnel [WHICH]', tunnelHelp)
    .addHelpText('after', examples)
    .action(async (options: Readonly<Record<string, string>> & TunnelOption) => {
      process.exitCode = await run(serve, options, line)
    })
}

async function run(
  command: Command,
  options: Readonly<Record<string, string>> & TunnelOption,
  line: readonly LineOption[],
): Promise<number> {
  const flags: Partial<Record<SettingName, string>> = {}
  for (const name of Object.keys(settingTable) as SettingName[]) {
    const given = options[name]
    if (given !== undefined) flags[name] = given
  }
  const message: StartMessage = { flags, configFile: options.config, lines: await readLines(command, line) }
  const say = (sentence: string): void => void process.stderr.write(`${sentence}\n`)
  // SIGHUP asks for another gateway, and not for an end.
  const early = hearEnd(['SIGINT', 'SIGTERM'])
  const tunnel = await tunnelFor(command, options, { flags, say, stop: early.signal })
  if (tunnel !== null) say(`in public: ${tunnel.url}`)
  let announced = false
  try {
    return await keepGateway({
      ...{ message, tunnel, env: process.env, early },
      onReady: ({ announcement }) => {
        if (!announced) printBanner(announcement)
        announced = true
        if (tunnel !== null) void tellAll(announcement as Announcement, message, say)
      },
    })
  } finally {
    tunnel?.close()
  }
}

/** Each gateway that comes up may have another address than the one before. */
async function tellAll(
  { adminUrl, tokenFile }: Announcement,
  message: StartMessage,
  say: (line: string) => void,
): Promise<void> {
  const { adminToken } = resolveSettings({ ...message, env: process.env })
  const token = adminToken ?? (tokenFile === null ? '' : readSecretFile(tokenFile).trim())
  await tellProviders(adminUrl, token, say)
}
