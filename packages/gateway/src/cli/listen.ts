import { createHash, randomBytes } from 'node:crypto'
import { hostname, userInfo } from 'node:os'
import { type Command, InvalidArgumentError } from 'commander'
import { loadScheme } from 'countersign/schemes'
import type { OpenedJson } from '../api/shapes/listener-json.ts'
import { type ClientOptions, findGateway, type Gateway, withGatewayOptions } from './calls/client.ts'
import { PullFailure } from './calls/pull-client.ts'
import { createListenCalls } from './listen/calls.ts'
import { listenLines } from './listen/lines.ts'
import { countersignedRequest, providersRequest } from './listen/request.ts'
import type { ListenView } from './listen/row.ts'
import { ListenSession } from './listen/session.ts'
import { type ListenMap, listenTarget, parseListenMap } from './listen/target.ts'
import { openListenTerminal } from './listen/terminal.ts'
import { readSecrets, type SecretOptions, secretsGiven, withSecretOptions } from './options/secret-options.ts'

interface ListenOptions extends SecretOptions, Pick<ClientOptions, 'dataFolder'> {
  readonly from?: string
  readonly to: URL
  readonly map?: readonly ListenMap[]
  readonly since?: string
  readonly claim?: boolean
  readonly asProvider?: boolean
  readonly name?: string
  readonly json?: boolean
}

/** How long a claim holds that is not heard from, in seconds. */
const claimSeconds = 90

const help = `
Token: COUNTERSIGN_TOKEN, or the file that COUNTERSIGN_TOKEN_FILE names; made by an operator with
'countersign token create NAME --scope listen'. For a gateway of this machine --data is enough.

Where it goes: an event that came to /in/shop is posted to /in/shop of --to, with its query, byte for byte. A path in --to,
or --map, gives another.

What your application verifies: the gateway's own signature, by a secret that is printed once; --secret-env gives one of
yours. With --as-provider it is the provider's method, headers and signature: signed anew where --secret-env gives the
secret that your application knows, else the signature that came, which is too old after some minutes. No secret of the
gateway's leaves it.

What your application does not answer with 2xx is tried again. What it has not taken waits in the gateway, for a day after
this command was last heard from: after a crash or a sleep it goes on where it was. Ctrl-C ends it and leaves nothing.

Keys on a terminal: j and k move, r replays, d shows headers, body and what your application answered, o opens the
console, q quits. Exit codes: 0 ended, 1 refused or ended by the gateway, 2 wrong usage, 78 no gateway or no token is known.

Examples:
  countersign listen shop --from https://hooks-admin.example.com --to http://localhost:3000
  countersign listen --to http://localhost:3000/hooks --map 'type=orders/*:/hooks/orders'
  countersign listen shop --to http://localhost:3000 --since 10m
  countersign listen github --to http://localhost:3000 --as-provider --secret-env GITHUB_SECRET
  countersign listen shop --from https://staging.example.com --to http://localhost:3000 --claim
`

/** `countersign listen`: a gateway's events at somebody's own machine. */
export function listenCommand(program: Command): void {
  const command = program
    .command('listen [sources...]')
    .description('take the events of a gateway, wherever it is, to an application on this machine')
    .option(
      '--from <URL>',
      'address of the gateway’s API [COUNTERSIGN_URL] (default: the one that runs here)',
    )
    .requiredOption('--to <URL>', 'where the application listens', parseTo)
    .option(
      '--map <MATCH:PATH>',
      'another path for some: type=orders/*:/hooks/orders; repeatable, the first that matches counts',
      addMap,
    )
    .option('--since <WHEN>', 'also what came before, since then: 10m, a time, or an event’s id')
    .option('--claim', 'while it listens, nobody else gets these sources’ deliveries: for staging')
    .option('--as-provider', 'post with the provider’s headers and signature, in place of the gateway’s')
    .option('--name <NAME>', 'go on under this name (default: of this user, machine and application)')
  withGatewayOptions(withSecretOptions(command))
    .option('--json', 'print a line of JSON for each delivery')
    .addHelpText('after', help)
  command.action(async (sources: readonly string[], options: ListenOptions) => {
    const { from, dataFolder } = options
    const named = {
      ...(from !== undefined && { gateway: from }),
      ...(dataFolder !== undefined && { dataFolder }),
    }
    const gateway = findGateway(command, named, '--from')
    const secrets = secretsGiven(options) ? await readSecrets(command, options) : []
    try {
      await listen(gateway, sources, options, secrets)
    } catch (error) {
      if (!(error instanceof PullFailure)) throw error
      command.error(`error: ${error.message}`, { exitCode: 1 })
    }
  })
}

async function listen(
  gateway: Gateway,
  sources: readonly string[],
  options: ListenOptions,
  secrets: readonly string[],
): Promise<void> {
  const { to, map = [], since = null, claim = false, asProvider = false, json = false } = options
  const host = `${userInfo().username}@${hostname()}`
  const calls = createListenCalls(gateway, {
    ...{ host, sources, instance: randomBytes(18).toString('base64url') },
    name: options.name ?? nameFor(host, to, sources),
    claimSeconds: claim ? claimSeconds : null,
    secret: asProvider ? null : (secrets[0] ?? null),
  })
  const schemes = new Map<string, string>()
  const view = openView(json, {
    to,
    consoleUrl: gateway.url,
    replay: (event) => session.replay(event),
    stop: () => session.stop(),
  })
  const session: ListenSession = new ListenSession({
    ...{ calls, view, claim, to },
    async requestOf(lent) {
      const url = listenTarget(to, map, lent, lent.request.url)
      if (!asProvider) return countersignedRequest(lent, url)
      const scheme = await loadScheme(schemes.get(lent.source) ?? '')
      return await providersRequest(lent, url, scheme, secrets, new Date())
    },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => session.stop())
  try {
    const opened = await session.open(since)
    if (opened === null) return
    for (const { name, scheme } of opened.sources) schemes.set(name, scheme)
    tell(view, opened, to, map)
    if (!asProvider && secrets.length === 0) tellSecret(view, opened, json)
    await session.run()
  } finally {
    view.close()
  }
}

function openView(json: boolean, parts: Parameters<typeof openListenTerminal>[0]): ListenView {
  const whole = !json && process.stdout.isTTY === true && process.stdin.isTTY === true
  return whole ? openListenTerminal(parts) : listenLines(json)
}

function tell(
  view: ListenView,
  { name, sources, state, claim }: OpenedJson,
  to: URL,
  map: readonly ListenMap[],
): void {
  const how = {
    new: '',
    resumed: ', goes on where it was',
    taken: ', taken over from a process that was just here',
  }
  const named = sources.map((source) => source.name).join(', ')
  view.note(`${name} ${claim ? 'claims' : 'listens to'} ${named} for ${to.origin}${how[state]}`)
  const [first] = sources
  if (first === undefined || map.length > 0) return
  const at = listenTarget(to, map, { type: null, source: first.name }, `/in/${first.path}`)
  view.note(`an event of ${first.name} is posted to ${at}; a path in --to, or --map, gives another`)
}

/** On a terminal, or to a program that reads it: elsewhere the standard error is a log that others read. */
function tellSecret(view: ListenView, { secret }: OpenedJson, json: boolean): void {
  if (secret === null)
    view.note('its deliveries verify with the secret that it began with; --secret-env gives another')
  else if (json || process.stderr.isTTY) view.note(`verifies with (shown once): ${secret}`)
  else
    view.note('its deliveries verify with a secret that is shown on a terminal alone; --secret-env gives one')
}

/** The same for the same user, machine, application and sources: so that it goes on after a crash. */
function nameFor(host: string, to: URL, sources: readonly string[]): string {
  const of = createHash('sha256')
    .update(JSON.stringify([to.origin, [...sources].sort()]))
    .digest('hex')
  const readable = host.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '')
  return `listen-${readable.slice(0, 40)}-${of.slice(0, 8)}`
}

function parseTo(text: string): URL {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '')
    throw new InvalidArgumentError('It must be an http or https address, like http://localhost:3000.')
  return url
}

function addMap(text: string, before: readonly ListenMap[] = []): readonly ListenMap[] {
  const map = parseListenMap(text)
  if (map === null)
    throw new InvalidArgumentError('It must be like type=orders/*:/hooks/orders or source=shop:/shop.')
  return [...before, map]
}
