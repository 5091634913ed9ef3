import type { Command } from 'commander'
import type { DestinationJson } from '../api/destination-json.ts'
import { part } from './client.ts'
import { collectPairs } from './key-value-option.ts'
import { addAction, asItIs, type ListOptions, withListOptions } from './noun.ts'
import { type Columns, printDone, printItem, printList } from './print-list.ts'
import { addSecretCommands } from './secret-commands.ts'
import { readSecrets, type SecretOptions, secretsGiven, withSecretOptions } from './secret-options.ts'
import { parseWhole } from './whole-option.ts'

interface PolicyOptions {
  readonly allowPrivate?: boolean
  readonly header?: Readonly<Record<string, string>>
  readonly timeout?: number
  readonly concurrency?: number
  readonly rate?: number
  readonly orderBy?: string
  readonly whenDead?: string
}

const columns: Columns<DestinationJson> = [
  ['name', ({ name }) => name],
  ['address', ({ url }) => url],
  ['signed as', ({ scheme }) => scheme],
  ['state', ({ paused }) => (paused === null ? 'active' : `paused (${paused})`)],
]

const examples = `
Examples:
  countersign destination create app https://app.example.com/hooks
  countersign destination create local http://127.0.0.1:3000/hook --allow-private
  countersign destination pause app
  countersign destination secret add app
`

/** `countersign destination …`: where events go. */
export function destinationCommand(program: Command): void {
  const noun = program.command('destination').description('where events go').addHelpText('after', examples)
  addAction<ListOptions>(
    noun,
    'list',
    'list destinations',
    withListOptions,
    async (_args, { client, options }) => {
      const { limit, cursor, json } = options
      printList(await client.call('GET', '/destinations', { query: { limit, cursor } }), columns, json)
    },
  )
  addAction<PolicyOptions & SecretOptions & { scheme?: string }>(
    noun,
    'create <name> <url>',
    'create a destination; prints its secret, this once',
    (command) =>
      withPolicyOptions(withSecretOptions(command)).option(
        '--scheme <SCHEME>',
        'how deliveries are signed (default: standard-webhooks)',
      ),
    async ([name, url], { client, options, command }) => {
      const [secret] = secretsGiven(options) ? await readSecrets(command, options) : []
      const { scheme, json } = options
      const body = {
        name,
        url,
        ...(scheme !== undefined && { scheme }),
        ...(secret !== undefined && { secret }),
        ...policyOf(options),
      }
      printItem(await client.call('POST', '/destinations', { body }), json)
    },
  )
  addAction(noun, 'show <name>', 'show a destination', asItIs, async ([name = ''], { client, options }) => {
    printItem(await client.call('GET', `/destinations/${part(name)}`), options.json)
  })
  addAction<PolicyOptions & { name?: string; to?: string }>(
    noun,
    'change <destination>',
    'change a destination',
    (command) =>
      withPolicyOptions(command)
        .option('--name <NAME>', 'its new name')
        .option('--to <URL>', 'its new address'),
    async ([destination = ''], { client, options }) => {
      const { name, to: url, json } = options
      const body = {
        ...(name !== undefined && { name }),
        ...(url !== undefined && { url }),
        ...policyOf(options),
      }
      printItem(await client.call('PATCH', `/destinations/${part(destination)}`, { body }), json)
    },
  )
  for (const [word, paused, what] of [
    ['pause', true, 'let its deliveries wait'],
    ['resume', false, 'let its deliveries go on'],
  ] as const) {
    addAction(noun, `${word} <name>`, what, asItIs, async ([name = ''], { client, options }) => {
      printItem(await client.call('PATCH', `/destinations/${part(name)}`, { body: { paused } }), options.json)
    })
  }
  addAction(
    noun,
    'delete <name>',
    'delete a destination; what waits for it is discarded',
    asItIs,
    async ([name = ''], { client, options }) => {
      await client.call('DELETE', `/destinations/${part(name)}`)
      printDone(`The destination ${name} is deleted.`, options.json)
    },
  )
  addSecretCommands(noun, 'destination')
}

function withPolicyOptions(command: Command): Command {
  return command
    .option('--allow-private', 'it may lie inside: loopback and private ranges')
    .option('--header <NAME=VALUE>', 'a header sent with each delivery; repeatable', collectPairs)
    .option('--timeout <MS>', 'for one attempt', parseWhole(100, 120_000))
    .option('--concurrency <N>', 'attempts at once', parseWhole(1, 1000))
    .option('--rate <N>', 'attempts a second', parseWhole(1, 100_000))
    .option('--order-by <CEL>', 'deliveries with the same key go one at a time, in order')
    .option('--when-dead <WHAT>', 'for --order-by: skip (default), or block what comes after')
}

function policyOf({
  allowPrivate,
  header,
  timeout,
  concurrency,
  rate,
  orderBy,
  whenDead,
}: PolicyOptions): object {
  return {
    ...(allowPrivate !== undefined && { allowPrivate }),
    ...(header !== undefined && { headers: header }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
    ...(concurrency !== undefined && { concurrency }),
    ...(rate !== undefined && { ratePerSecond: rate }),
    // What is undefined is left out of the JSON.
    ...(orderBy !== undefined && { order: { key: orderBy, whenDead } }),
  }
}
