import { readFileSync } from 'node:fs'
import { type Command, InvalidArgumentError, Option } from 'commander'
import type { AttemptJson } from '../api/answers/delivery.ts'
import type { DestinationJson } from '../api/answers/destination.ts'
import { bounds, rates } from '../model/bounds.ts'
import { schemeName } from '../model/scheme-ref.ts'
import { part, withJsonData } from './calls/client.ts'
import { addAction, asItIs, type ListOptions, withListOptions } from './calls/noun.ts'
import { addSecretCommands } from './calls/secret-commands.ts'
import { addDestinationSendNowCommand } from './delivery/send-now.ts'
import { parseDurations } from './options/duration-option.ts'
import { readJson } from './options/json-option.ts'
import { collectPairs } from './options/key-value-option.ts'
import { readListFile } from './options/list-file.ts'
import { parseRate } from './options/rate-option.ts'
import { collectValues } from './options/repeatable-option.ts'
import { readScheme, type SchemeOptions, schemeGiven, withSchemeOptions } from './options/scheme-option.ts'
import { readSecrets, type SecretOptions, secretsGiven, withSecretOptions } from './options/secret-options.ts'
import { parseWhole, usually } from './options/whole-option.ts'
import { type Columns, printDone, printItem, printList, printMade } from './shown/print-list.ts'

interface PolicyOptions {
  readonly allowPrivate?: boolean
  readonly ca?: string
  readonly header?: Readonly<Record<string, string>>
  readonly timeout?: number
  readonly concurrency?: number
  readonly shards?: number
  readonly rate?: number
  readonly retrySchedule?: readonly number[]
  readonly orderBy?: string
  readonly whenDead?: string
  readonly tenant?: string
  readonly type?: readonly string[]
}

interface CreateOptions extends PolicyOptions, SecretOptions, SchemeOptions {
  readonly unsigned?: boolean
  readonly kind?: string
  readonly file?: string
  readonly url?: string
  readonly route?: readonly string[]
  readonly filter?: string
}

const columns: Columns<DestinationJson> = [
  ['name', ({ name }) => name],
  ['address', ({ address }) => address ?? '(pulled)'],
  ['signed as', ({ scheme }) => schemeName(scheme)],
  ['state', ({ paused }) => (paused === null ? 'active' : `paused (${paused})`)],
]

const madeColumns: Columns<DestinationJson> = [
  ['name', ({ name }) => name],
  ['address', ({ address }) => address ?? '(pulled)'],
  ['secret', ({ secret }) => secret ?? '(unsigned)'],
]

type AttemptRow = AttemptJson & { readonly delivery: string }

const attemptColumns: Columns<AttemptRow> = [
  ['at', ({ at }) => at],
  ['delivery', ({ delivery }) => delivery],
  ['try', ({ n }) => String(n)],
  ['ms', ({ ms }) => String(ms)],
  ['result', ({ status, error }) => [status, error].filter((each) => each !== null).join(' ')],
  ['answer', ({ answer, cause, reason }) => (reason ?? cause ?? answer).slice(0, 40)],
]

const examples = `
Examples:
  countersign destination create app https://app.example.com/hooks
  countersign destination create local http://127.0.0.1:3000/hook --allow-private
  countersign destination create acme-1 https://hooks.acme.example --tenant acme --type 'order.*'
  countersign destination create worker --kind pull
  countersign destination create rooms https://app.example.com/rooms --route webex --filter 'type == "messages.created"'
  countersign destination create --file customers.json
  countersign destination test app
  countersign destination attempts app
  countersign destination pause app
  countersign destination send-now app
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
  addAction<CreateOptions>(
    noun,
    'create [name] [url]',
    'create a destination, or those of a file; prints their secrets, this once',
    (command) =>
      withSchemeOptions(
        withPolicyOptions(withSecretOptions(command)),
        'how deliveries are signed (default: standard-webhooks): see countersign schemes, or JSON for a scheme of your own',
      )
        .option('--url <URL>', 'where it is, where that does not stand behind its name')
        .option('--kind <KIND>', 'push: posted to its URL (default); pull: an application asks for them')
        .option('--unsigned', 'without a secret: its deliveries carry no signature')
        .option('--route <SOURCE>', 'what comes in at this source goes to it; repeatable', collectValues)
        .option('--filter <CEL>', 'for --route: over source, type, verdict, headers, json and form')
        .option(
          '--file <FILE>',
          `a JSON list of up to ${bounds.madeAtOnce.most} destinations as the API takes them, made in one commit; - is standard input`,
        ),
    async ([name, address], { client, options, command }) => {
      const { unsigned, kind, file, json, url = address, route: sources, filter } = options
      if (address !== undefined && url !== address)
        command.error('error: give its URL once; --gateway names the gateway', { exitCode: 2 })
      if (file !== undefined) {
        if (name !== undefined) command.error('error: give a name, or --file', { exitCode: 2 })
        const body = { destinations: await readListFile(command, file) }
        const { items } = await client.call<{ items: DestinationJson[] }>('POST', '/destinations', { body })
        printList({ items, next: null }, madeColumns, json)
        return
      }
      if (name === undefined) command.error('error: give a name, or --file', { exitCode: 2 })
      if (filter !== undefined && sources === undefined)
        command.error('error: --filter is for what --route leads to it', { exitCode: 2 })
      const [secret] = secretsGiven(options) ? await readSecrets(command, options) : []
      const body = {
        name,
        ...(url !== undefined && { url }),
        ...(kind !== undefined && { kind }),
        ...(schemeGiven(options) && { scheme: readScheme(command, options) }),
        ...(unsigned && { unsigned }),
        ...(secret !== undefined && { secret }),
        ...(sources !== undefined && {
          routes: sources.map((source) => ({ source, filter: filter ?? null })),
        }),
        ...policyOf(options),
      }
      printMade(await client.call('POST', '/destinations', { body }), json)
    },
  )
  addAction(noun, 'show <name>', 'show a destination', asItIs, async ([name = ''], { client, options }) => {
    printItem(await client.call('GET', `/destinations/${part(name)}`), options.json)
  })
  addAction<PolicyOptions & { name?: string; url?: string; to?: string }>(
    noun,
    'change <destination>',
    'change a destination',
    (command) =>
      withPolicyOptions(command)
        .option('--name <NAME>', 'its new name')
        .option('--url <URL>', 'its new address')
        .addOption(new Option('--to <URL>').hideHelp()),
    async ([destination = ''], { client, options }) => {
      const { name, to, url = to, json } = options
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
  addDestinationSendNowCommand(noun)
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
  addAction<{ type?: string; data?: string }>(
    noun,
    'test <name>',
    'send a signed test event to it, once; exit code 1 where it does not arrive',
    (command) =>
      withJsonData(
        command.option('--type <TYPE>', 'the type of the event (default: webhook.test)'),
        'its body',
      ),
    async ([name = ''], { client, options, command }) => {
      const { type, data, json } = options
      const body = {
        ...(type !== undefined && { type }),
        ...(data !== undefined && { data: readJson(command, '--data', data) }),
      }
      const path = `/destinations/${part(name)}/test`
      const attempt = await client.call<{ delivered: boolean }>('POST', path, { body })
      printItem(attempt, json)
      if (!attempt.delivered) process.exitCode = 1
    },
  )
  addAction<{ limit?: number }>(
    noun,
    'attempts <name>',
    'list the last attempts at its latest deliveries',
    (command) =>
      command.option(
        '--limit <N>',
        `at most so many, up to ${bounds.lastAttempts.most} ${usually(bounds.lastAttempts)}`,
        parseWhole(bounds.lastAttempts),
      ),
    async ([name = ''], { client, options: { limit, json } }) => {
      const path = `/destinations/${part(name)}/attempts`
      const { items } = await client.call<{ items: AttemptRow[] }>('GET', path, { query: { limit } })
      printList({ items, next: null }, attemptColumns, json)
    },
  )
  addSecretCommands(noun, 'destination')
}

function withPolicyOptions(command: Command): Command {
  return command
    .option('--tenant <TENANT>', 'whose it is: what is published for this tenant reaches it')
    .option('--type <TYPE>', 'takes this type alone, or all of order.*; repeatable', collectValues)
    .option('--allow-private', 'it may lie inside: loopback and private ranges')
    .option('--ca <FILE>', 'certificates in PEM that are trusted for it instead of the system’s', readText)
    .option('--header <NAME=VALUE>', 'a header sent with each delivery; repeatable', collectPairs)
    .option('--timeout <MS>', 'for one attempt', parseWhole(bounds.attemptMs))
    .option('--concurrency <N>', 'attempts at once', parseWhole(bounds.concurrency))
    .option('--shards <N>', 'parts that gateways on one database share', parseWhole(bounds.shards))
    .option('--rate <N>', 'attempts a second', parseRate(rates.delivery))
    .option(
      '--retry-schedule <WAITS>',
      'before each further attempt, such as 5s,1m,1h; an empty text: no further attempt',
      parseDurations,
    )
    .option('--order-by <CEL>', 'deliveries with the same key go one at a time, in order')
    .option('--when-dead <WHAT>', 'for --order-by: skip (default), or block what comes after')
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new InvalidArgumentError(`It cannot be read: ${(error as Error).message}`)
  }
}

function policyOf({
  allowPrivate,
  ca,
  header,
  timeout,
  concurrency,
  shards,
  rate,
  retrySchedule,
  orderBy,
  whenDead,
  tenant,
  type,
}: PolicyOptions): object {
  return {
    ...(allowPrivate !== undefined && { allowPrivate }),
    ...(ca !== undefined && { ca }),
    ...(tenant !== undefined && { tenant }),
    ...(type !== undefined && { types: type }),
    ...(header !== undefined && { headers: header }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
    ...(concurrency !== undefined && { concurrency }),
    ...(shards !== undefined && { shards }),
    ...(rate !== undefined && { ratePerSecond: rate }),
    ...(retrySchedule !== undefined && { retryScheduleMs: retrySchedule }),
    // What is undefined is left out of the JSON.
    ...(orderBy !== undefined && { order: { key: orderBy, whenDead } }),
  }
}
