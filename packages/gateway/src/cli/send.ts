import { type Command, Option } from 'commander'
import { type Scheme, safeVerify, sign, WebhookError } from 'countersign'
import { samplesOf, testingSecretOf } from 'countersign/testing'
import colors from 'picocolors'
import { counted } from '../model/counted.ts'
import { printable, printableJson, printableLines } from '../model/printable.ts'
import { operatorHint } from '../observe/operator-hint.ts'
import { type Answer, post } from './calls/post.ts'
import { readBody } from './options/body-option.ts'
import { type HeaderLines, headerRecord, withHeaderOption } from './options/header-option.ts'
import { type ParamOptions, withParamOption } from './options/param-option.ts'
import { schemeOf, withSchemeFile } from './options/scheme-argument.ts'
import { readSecrets, type SecretOptions, withSecretOptions } from './options/secret-options.ts'
import { freshSample, type SampleMessage } from './send/fresh-sample.ts'
import {
  otherSecret,
  type SignedMessage,
  type TamperKind,
  tamperKinds,
  tamperMeanings,
  tamperSigned,
} from './send/tamper.ts'

const examples = `
Kinds of tampering:
${tamperKinds.map((kind) => `  ${kind.padEnd(12)} ${tamperMeanings[kind]}`).join('\n')}

Examples:
  countersign send webex http://127.0.0.1:10007/in/bot --secret-env WEBEX_SECRET
  countersign send seatable http://127.0.0.1:10007/in/base --secret-env S --event modify_row
  countersign send webex http://127.0.0.1:10007/in/bot --secret-env WEBEX_SECRET --tamper reserialize
  countersign send --scheme-file acme.json http://127.0.0.1:10007/in/acme --secret-env S --body event.json

Exit code 0: every answer was 2xx. 1: one was not, or none came.
`

interface SendOptions extends SecretOptions, ParamOptions {
  readonly event?: string
  readonly body?: string
  readonly header?: HeaderLines
  readonly tamper?: TamperKind
  readonly schemeFile?: string
  readonly json?: boolean
}

/** `countersign send SCHEME URL`: an authentic sample event of the provider, or one spoiled on purpose. */
export function sendCommand(program: Command): void {
  const command = program
    .command('send')
    .description('send an authentic sample event, or one that must be refused')
    .usage('[options] <scheme> <url>')
    .argument('[scheme]', 'how to sign; see countersign schemes')
    .argument('[url]', 'where to send it')
  withParamOption(withHeaderOption(withSecretOptions(withSchemeFile(command))))
    .option('--event <type>', "the sample's event type (default: the scheme's first)")
    .option('--body <file>', 'send these bytes in place of a sample; - is standard input')
    .addOption(new Option('--tamper <kind>', 'spoil it, see below').choices(tamperKinds))
    .option('--json', 'print what was sent and answered as JSON')
    .addHelpText('after', examples)
    .action(async (first: string | undefined, second: string | undefined, options: SendOptions) => {
      // With a file the address is all that is named.
      const [name, url] =
        options.schemeFile !== undefined && second === undefined ? [undefined, first] : [first, second]
      if (url === undefined) return command.error('error: name where to send it', { exitCode: 2 })
      const scheme = await schemeOf(command, name, options.schemeFile)
      const target = readUrl(command, url)
      const sample = await readSample(command, scheme, options)
      const secrets = await readSecrets(command, options)
      const message = await tampered(command, scheme, sample, secrets, target, options)
      const headers = { ...message.headers, ...headerRecord(options.header ?? []) }
      const answers: Answer[] = []
      for (let left = options.tamper === 'replay' ? 2 : 1; left > 0; left--)
        answers.push(await post(message.url, { ...message, headers }))
      if (!answers.every((answer) => answer.status !== null && answer.status < 300)) process.exitCode = 1
      if (options.json) process.stdout.write(`${printableJson({ headers, answers }, 2)}\n`)
      else print(scheme, message, options, answers)
    })
}

function readUrl(command: Command, text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || !/^https?:$/.test(url.protocol))
    command.error(`error: not an http or https URL: '${text}'`, { exitCode: 2 })
  return url
}

async function readSample(
  command: Command,
  scheme: Scheme,
  { event, body }: SendOptions,
): Promise<SampleMessage> {
  const samples = samplesOf(scheme)
  const type = event ?? Object.keys(samples)[0]
  const sample = type !== undefined && Object.hasOwn(samples, type) ? samples[type] : undefined
  const json = { 'content-type': 'application/json' }
  if (body !== undefined) return { headers: sample?.headers ?? json, body: await readBody(command, body) }
  if (sample === undefined)
    command.error(
      `error: no sample '${type ?? ''}' of ${scheme.name}; there are: ${Object.keys(samples).join(', ') || 'none'}. --body FILE sends your own`,
      { exitCode: 2 },
    )
  const message = { headers: sample.headers, body: Buffer.from(sample.body) }
  return freshSample(message, await idOf(scheme, message), new Date())
}

/** The event's id as the scheme finds it, in the sample signed with a secret for tests; key pairs have none of those. */
async function idOf(scheme: Scheme, { headers, body }: SampleMessage): Promise<string | undefined> {
  if (scheme.proof.keys !== 'secret') return undefined
  const secrets = testingSecretOf(scheme)
  const signed = await sign({ body }, { scheme, secrets })
  const message = { headers: { ...headers, ...signed.headers }, body: signed.body }
  const result = await safeVerify(message, { scheme, secrets })
  return result.ok ? result.event.id : undefined
}

async function tampered(
  command: Command,
  scheme: Scheme,
  sample: SampleMessage,
  secrets: readonly string[],
  url: URL,
  { tamper, param = {}, header = [] }: SendOptions,
): Promise<SignedMessage & { readonly url: URL }> {
  const tolerance = scheme.proof.toleranceSeconds
  if (tamper === 'timestamp' && tolerance === undefined)
    command.error(`error: ${scheme.name} signs no timestamp`, { exitCode: 2 })
  const age = tamper === 'timestamp' ? ((tolerance ?? 0) + 3600) * 1000 : 0
  try {
    const signed = await sign(
      { body: sample.body, url: url.href, headers: { ...sample.headers, ...joined(header) } },
      {
        scheme,
        secrets: tamper === 'secret' ? secrets.map(otherSecret) : secrets,
        params: param,
        now: new Date(Date.now() - age),
      },
    )
    // Adyen's and Linear's bodies are others once they are signed.
    const message = tamperSigned(tamper, { headers: signed.headers, body: Buffer.from(signed.body) })
    // PandaDoc's signature stands in the address.
    const signedUrl = new URL(signed.url ?? url)
    return { ...message, headers: { ...sample.headers, ...message.headers }, url: signedUrl }
  } catch (error) {
    if (error instanceof SyntaxError)
      command.error('error: the body is no JSON to write again', { exitCode: 2 })
    if (!WebhookError.is(error)) throw error
    command.error(`${error.code}: ${error.message}\n${operatorHint(error.hint)}`, { exitCode: 1 })
  }
}

/** Headers of the command, several of one name as one. */
function joined(header: HeaderLines): Record<string, string> {
  const entries = Object.entries(headerRecord(header))
  return Object.fromEntries(entries.map(([name, value]) => [name, [value].flat().join(', ')]))
}

function print(
  scheme: Scheme,
  message: SignedMessage,
  { tamper }: SendOptions,
  answers: readonly Answer[],
): void {
  const how = tamper === undefined ? 'authentic' : tamperMeanings[tamper]
  process.stdout.write(`sent ${counted(message.body.byteLength, 'byte')} as ${scheme.name}, ${how}\n`)
  for (const { status, body, ms, error } of answers) {
    const shown =
      status === null
        ? colors.red(printable(error ?? ''))
        : (status < 300 ? colors.green : colors.red)(String(status))
    process.stdout.write(`${shown} ${printableLines(body.trim())} ${colors.dim(`${ms} ms`)}\n`)
  }
}
