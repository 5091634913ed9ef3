import type { Command } from 'commander'
import { type Scheme, sign, WebhookError } from 'countersign'
import { operatorHint } from '../observe/operator-hint.ts'
import { readBody, withBodyOption } from './options/body-option.ts'
import { momentForms, parseMoment } from './options/moment-option.ts'
import { type ParamOptions, withParamOption } from './options/param-option.ts'
import { schemeByName } from './options/scheme-argument.ts'
import { readSecrets, type SecretOptions, withSecretOptions } from './options/secret-options.ts'

const examples = `
Examples:
  countersign sign webex --secret-env WEBEX_SECRET --body notification.json
  printf '{"a":1}' | countersign sign standard-webhooks --secret-file secret.txt --id msg_1 --timestamp 1763763524
  countersign sign seatable --secret-env S --body row.json > headers.txt
  curl -H @headers.txt --data-binary @row.json http://127.0.0.1:10007/in/base
`

interface SignOptions extends SecretOptions, ParamOptions {
  readonly body: string
  readonly id?: string
  readonly timestamp?: Date
  readonly url?: string
  readonly json?: boolean
}

/** `countersign sign SCHEME`: the headers that a provider would send with these bytes. */
export function signCommand(program: Command): void {
  const command = program
    .command('sign')
    .description("sign a body as the provider does; prints 'Name: value' lines")
    .argument('<scheme>', 'how to sign; see countersign schemes')
  withParamOption(withBodyOption(withSecretOptions(command)))
    .option('--id <id>', 'the message id, for schemes that have one (default: a random one)')
    .option('--timestamp <time>', `signed at: seconds since 1970, ${momentForms} (default: now)`, parseMoment)
    .option('--url <url>', 'the URL as the provider knows it, for schemes that sign it')
    .option('--json', 'print the headers as a JSON object')
    .addHelpText('after', examples)
    .action(async (name: string, options: SignOptions) => {
      const scheme = await schemeByName(command, name)
      const secrets = await readSecrets(command, options)
      const body = await readBody(command, options.body)
      const headers = await signedHeaders(command, scheme, secrets, body, options)
      process.stdout.write(options.json ? `${JSON.stringify(headers, null, 2)}\n` : headerText(headers))
    })
}

async function signedHeaders(
  command: Command,
  scheme: Scheme,
  secrets: readonly string[],
  body: Uint8Array,
  { id, url, timestamp, param = {} }: SignOptions,
): Promise<Record<string, string>> {
  try {
    const message = { body, ...(id === undefined ? {} : { id }), ...(url === undefined ? {} : { url }) }
    const signed = await sign(message, {
      scheme,
      secrets,
      params: param,
      ...(timestamp === undefined ? {} : { now: timestamp }),
    })
    return signed.headers
  } catch (error) {
    if (!WebhookError.is(error)) throw error
    command.error(`${error.code}: ${error.message}\n${operatorHint(error.hint)}`, { exitCode: 1 })
  }
}

function headerText(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('')
}
