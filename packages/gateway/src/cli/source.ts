import type { Command } from 'commander'
import type { SourceJson } from '../api/answers/source.ts'
import { bounds, rates } from '../model/bounds.ts'
import { schemeName } from '../model/scheme-ref.ts'
import { publishScheme } from '../model/source.ts'
import { part } from './calls/client.ts'
import { addAction, asItIs, type ListOptions, withListOptions } from './calls/noun.ts'
import { addSecretCommands } from './calls/secret-commands.ts'
import { collectPairs } from './options/key-value-option.ts'
import { parseRate } from './options/rate-option.ts'
import { readScheme, type SchemeOptions, schemeGiven, withSchemeOptions } from './options/scheme-option.ts'
import { readSecrets, type SecretOptions, withSecretOptions } from './options/secret-options.ts'
import { parseWhole } from './options/whole-option.ts'
import { type Columns, printDone, printItem, printList, printMade } from './shown/print-list.ts'

interface PolicyOptions {
  readonly onMismatch?: string
  readonly param?: Readonly<Record<string, string>>
  readonly maxBodyBytes?: number | 'default'
  readonly rate?: number | 'default'
  readonly tolerance?: number | 'default'
  readonly forwardHeaders?: readonly string[]
  readonly answer?: number | 'default'
  readonly answerBody?: string
  readonly answerType?: string
  readonly masks?: readonly string[]
  readonly index?: readonly string[]
}

const columns: Columns<SourceJson> = [
  ['name', ({ name }) => name],
  ['scheme', ({ scheme, unsigned }) => (unsigned ? `${schemeName(scheme)} (unsigned)` : schemeName(scheme))],
  ['secrets', ({ secrets }) => String(secrets.length)],
  ['mismatch', ({ onMismatch }) => onMismatch],
  [
    'address',
    ({ url, scheme }) => url ?? (scheme === 'publish' ? 'for publishing' : 'none: the gateway’s own'),
  ],
]

const examples = `
Examples:
  countersign source create webex --scheme webex --secret-env WEBEX_SECRET
  countersign source create tables --scheme seatable --secret-file ./secret --on-mismatch refuse
  countersign source secret add webex --secret-env NEXT_SECRET
  countersign source create shop --scheme publish
  countersign source create tasks --scheme asana --enroll
  countersign source enrollment tasks
  countersign source confirm tasks
  countersign source delete webex
`

/** `countersign source …`: where events come in. */
export function sourceCommand(program: Command): void {
  const noun = program.command('source').description('where events come in').addHelpText('after', examples)
  addAction<ListOptions>(
    noun,
    'list',
    'list sources',
    withListOptions,
    async (_args, { client, options }) => {
      const { limit, cursor, json } = options
      printList(await client.call('GET', '/sources', { query: { limit, cursor } }), columns, json)
    },
  )
  addAction<PolicyOptions & SecretOptions & SchemeOptions & { unsigned?: boolean; enroll?: boolean }>(
    noun,
    'create <name>',
    'create a source; prints the address that the provider is told',
    (command) =>
      withSchemeOptions(withPolicyOptions(withSecretOptions(command)))
        .option(
          '--enroll',
          'without a secret: the provider’s handshake brings it, and you confirm it, or you add it later',
        )
        .option('--unsigned', 'take in what anybody posts to its unguessable address'),
    async ([name], { client, options, command }) => {
      const { unsigned = false, enroll = false, json } = options
      const scheme = readScheme(command, options)
      const secrets =
        unsigned || enroll || scheme === publishScheme ? [] : await readSecrets(command, options)
      const body = { name, scheme, unsigned, secrets, ...policyOf(options) }
      printMade(await client.call('POST', '/sources', { body }), json)
    },
  )
  addAction(noun, 'show <name>', 'show a source', asItIs, async ([name = ''], { client, options }) => {
    printItem(await client.call('GET', `/sources/${part(name)}`), options.json)
  })
  addAction<PolicyOptions & SchemeOptions>(
    noun,
    'change <name>',
    'change the policy or parameters of a source, or a scheme of its own',
    (command) => withSchemeOptions(withPolicyOptions(command)),
    async ([name = ''], { client, options, command }) => {
      const body = {
        ...policyOf(options),
        ...(schemeGiven(options) && { scheme: readScheme(command, options) }),
      }
      printItem(await client.call('PATCH', `/sources/${part(name)}`, { body }), options.json)
    },
  )
  addAction(
    noun,
    'enrollment <name>',
    'show the secret that a handshake has brought, before it is confirmed',
    asItIs,
    async ([name = ''], { client, options }) => {
      printItem(await client.call('GET', `/sources/${part(name)}/enrollment`), options.json)
    },
  )
  addAction(
    noun,
    'confirm <name>',
    'confirm the secret that a handshake has brought; the source is live from then on',
    asItIs,
    async ([name = ''], { client, options }) => {
      printItem(await client.call('POST', `/sources/${part(name)}/confirm`), options.json)
    },
  )
  addAction(
    noun,
    'delete <name>',
    'delete a source; its address answers 404 from then on',
    asItIs,
    async ([name = ''], { client, options }) => {
      await client.call('DELETE', `/sources/${part(name)}`)
      printDone(`The source ${name} is deleted; its events stay.`, options.json)
    },
  )
  addSecretCommands(noun, 'source')
}

function withPolicyOptions(command: Command): Command {
  return command
    .option('--on-mismatch <WHAT>', 'refuse, or hold: answer 200 and keep it')
    .option('--param <NAME=VALUE>', 'a parameter of the scheme; repeatable', collectPairs)
    .option(
      '--max-body-bytes <N>',
      'the largest body; default: the gateway’s own limit, with default back to that',
      orDefault(parseWhole(bounds.bodyBytes)),
    )
    .option(
      '--rate <N>',
      'requests a second before 429; default for no limit',
      orDefault(parseRate(rates.source)),
    )
    .option(
      '--tolerance <SECONDS>',
      'how far a signed time may lie from now; default for what the scheme says',
      orDefault(parseWhole(bounds.toleranceSeconds)),
    )
    .option(
      '--forward-headers <NAMES>',
      'headers that go on beside those that the scheme names, with commas between; "" for none',
      namesIn,
    )
    .option(
      '--answer <STATUS>',
      'the status that an event is answered with once it is on disk; default for what the provider demands',
      orDefault(parseWhole(bounds.answerStatus)),
    )
    .option('--answer-body <TEXT>', 'the body of that answer; without it there is none')
    .option('--answer-type <TYPE>', 'its content type; default: text/plain; charset=utf-8')
    .option(
      '--masks <PATHS>',
      'what is masked in bodies for whoever looks, such as customer.email,items.*.phone,**.ssn; "" for none',
      namesIn,
    )
    .option(
      '--index <PATHS>',
      'by whose values its events are found at once, such as order.id,items.*.sku: those that come from now on; "" for none',
      namesIn,
    )
}

/** As `parse`, and the word default as it is: what is null the parser of options takes for a missing value. */
function orDefault(parse: (text: string) => number): (text: string) => number | 'default' {
  return (text) => (text === 'default' ? text : parse(text))
}

const nullable = (given: number | 'default'): number | null => (given === 'default' ? null : given)

function namesIn(text: string): string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function policyOf({
  onMismatch,
  param,
  maxBodyBytes,
  rate,
  tolerance,
  forwardHeaders,
  masks,
  index,
  ...answering
}: PolicyOptions): object {
  const answer = answerOf(answering)
  return {
    ...(onMismatch !== undefined && { onMismatch }),
    ...(param !== undefined && { params: param }),
    ...(maxBodyBytes !== undefined && { maxBodyBytes: nullable(maxBodyBytes) }),
    ...(rate !== undefined && { ratePerSecond: nullable(rate) }),
    ...(tolerance !== undefined && { toleranceSeconds: nullable(tolerance) }),
    ...(forwardHeaders !== undefined && { forwardHeaders }),
    ...(answer !== undefined && { answer }),
    ...(masks !== undefined && { masks }),
    ...(index !== undefined && { index }),
  }
}

function answerOf({
  answer,
  answerBody,
  answerType,
}: Pick<PolicyOptions, 'answer' | 'answerBody' | 'answerType'>): object | null | undefined {
  if (answer === 'default') return null
  if (answer === undefined && answerBody === undefined && answerType === undefined) return undefined
  return {
    ...(answer !== undefined && { status: answer }),
    ...(answerBody !== undefined && { body: answerBody }),
    ...(answerType !== undefined && { contentType: answerType }),
  }
}
