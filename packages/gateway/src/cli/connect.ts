import type { Command } from 'commander'
import pc from 'picocolors'
import type { MadeConnectionJson } from '../api/shapes/connection-json.ts'
import { printable, printableJson } from '../model/printable.ts'
import type { Client, ClientOptions } from './calls/client.ts'
import { addAction } from './calls/noun.ts'
import { readProviderToken, type TokenOptions, withTokenOptions } from './connect/provider-token.ts'
import { connectThroughTunnel } from './connect/tunneled.ts'
import { tunnelHelp } from './tunnel/tunnel-option.ts'

interface ConnectOptions extends TokenOptions {
  readonly name: string
  readonly forward?: string
  readonly destination?: string
  readonly routeFilter?: string
  readonly assumeReachable?: boolean
  readonly tunnel?: string | true
  readonly json?: boolean
}

interface WebexOptions extends ConnectOptions {
  readonly api?: string
  readonly resource: string
  readonly event: string
  readonly filter?: string
  readonly ownedBy?: string
}

interface SeaTableOptions extends ConnectOptions {
  readonly server?: string
  readonly workspace: string
  readonly base: string
}

const examples = `
The webhook is made with a secret that only the gateway and the provider know. From then on the gateway looks at it
every minute, wakes it when the provider has switched it off, and fetches what was missed. What goes on stands in the
events of the source "countersign".

Examples:
  countersign connect webex --token-env WEBEX_TOKEN --resource messages --event created --forward http://127.0.0.1:3000/
  countersign connect webex --token-file bot.token --resource memberships --event all --filter roomId=Y2lz --name rooms
  countersign connect seatable --token-env SEATABLE_TOKEN --server https://seatable.example.com --workspace 7 --base Projects
  countersign connect webex --token-env WEBEX_TOKEN --resource messages --event created --tunnel
  countersign disconnect webex
`

/** `countersign connect webex|seatable`: a webhook at the provider, its source, and the watch over both. */
export function connectCommand(program: Command): void {
  const connect = program
    .command('connect')
    .description('make a webhook at a provider, with its source, and watch it')
    .addHelpText('after', examples)

  addAction<WebexOptions>(
    connect,
    'webex',
    'a webhook at Webex, with the token of a bot or an integration',
    (command) =>
      common(command, 'webex')
        .requiredOption('--resource <R>', 'messages, memberships, rooms, attachmentActions, …')
        .requiredOption('--event <E>', 'created, updated, deleted, …, or all')
        .option('--filter <F>', 'as Webex filters, such as roomId=…&mentionedPeople=me')
        .option('--owned-by <WHO>', 'creator, or org with an admin’s token')
        .option(
          '--api <URL>',
          'the base of the API, for FedRAMP and simulators (default: https://webexapis.com/v1)',
        ),
    async (_args, { client, options, command }) => {
      const { resource, event, filter, ownedBy, api } = options
      const settings = { resource, event, filter, ownedBy }
      const token = await readProviderToken(command, options)
      await make({ client, command, options }, { provider: 'webex', api, settings, token })
    },
  )

  addAction<SeaTableOptions>(
    connect,
    'seatable',
    'a webhook of a base of SeaTable, with an account token',
    (command) =>
      common(command, 'seatable')
        .requiredOption('--workspace <ID>', 'the number of the workspace')
        .requiredOption('--base <NAME>', 'the name of the base')
        .option('--server <URL>', 'the address of the server (default: https://cloud.seatable.io)'),
    async (_args, { client, options, command }) => {
      const { server, workspace, base } = options
      const token = await readProviderToken(command, options)
      const settings = { workspace, base }
      await make({ client, command, options }, { provider: 'seatable', api: server, settings, token })
    },
  )
}

function common(command: Command, name: string): Command {
  return withTokenOptions(command)
    .option('--name <SOURCE>', 'the name of the source', name)
    .option('--forward <URL>', 'where its events go: makes a destination of this address')
    .option('--destination <NAME>', 'where its events go: a destination that there is')
    .option('--route-filter <CEL>', 'which of its events go there')
    .option('--assume-reachable', 'do not ask the public URL whether it leads here')
    .option('--tunnel [WHICH]', `${tunnelHelp}, for as long as this runs`)
}

interface Making {
  readonly client: Client
  readonly command: Command
  readonly options: ConnectOptions & ClientOptions
}

async function make({ client, command, options }: Making, body: object): Promise<void> {
  const { tunnel, name } = options
  if (tunnel === undefined) return await makeAt(client, body, options)
  await connectThroughTunnel({
    ...{ client, command, name, options: { ...options, tunnel } },
    make: (address) => makeAt(client, { ...body, address }, options),
  })
}

async function makeAt(client: Client, body: object, options: ConnectOptions): Promise<void> {
  const { name, forward, destination, routeFilter: filter, assumeReachable, json } = options
  const made = await client.call<MadeConnectionJson>('POST', '/connections', {
    body: { ...body, name, forward, destination, filter, assumeReachable },
  })
  if (json) {
    process.stdout.write(`${printableJson(made)}\n`)
    return
  }
  for (const warning of made.warnings)
    process.stderr.write(`${pc.yellow('warning:')} ${printable(warning)}\n`)
  process.stdout.write(`${pc.green('connected')}  ${made.provider} sends to ${printable(made.url)}\n`)
  if (made.destinationSecret !== null)
    process.stdout.write(
      `secret     ${made.destinationSecret}\n           verifies what is delivered to ${forward}; it is not shown again\n`,
    )
  if (forward === undefined && destination === undefined)
    process.stdout.write(`next       countersign route create ${made.name} …\n`)
}
