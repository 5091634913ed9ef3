import { isUtf8 } from 'node:buffer'
import type { Command } from 'commander'
import { type Scheme, type Signed, sign, WebhookError } from 'countersign'
import { printableJson } from '../model/printable.ts'
import { operatorHint } from '../observe/operator-hint.ts'
import { readBody, withBodyOption } from './options/body-option.ts'
import { momentForms, parseMoment } from './options/moment-option.ts'
import { type ParamOptions, withParamOption } from './options/param-option.ts'
import { schemeOf, withSchemeFile } from './options/scheme-argument.ts'
import { readSecrets, type SecretOptions, withSecretOptions } from './options/secret-options.ts'

const examples = `
Examples:
  countersign sign webex --secret-env WEBEX_SECRET --body notification.json
  printf '{"a":1}' | countersign sign standard-webhooks --secret-file secret.txt --id msg_1 --timestamp 1763763524
  countersign sign seatable --secret-env S --body row.json > headers.txt
  curl -H @headers.txt --data-binary @row.json http://127.0.0.1:10007/in/base
  countersign sign mailgun --secret-env S --body event.json > signed.txt
  countersign sign --scheme-file acme.json --secret-env S --body event.json

Where the provider writes its signature into the body, an empty line and the whole body follow the headers, its bytes as they
are; where into the address, the first line is 'POST' and the whole URL. --json holds headers, body and url always: url is null
where none was given, and a body that is no UTF-8 stands in bodyBase64.
`

interface SignOptions extends SecretOptions, ParamOptions {
  readonly body: string
  readonly id?: string
  readonly timestamp?: Date
  readonly url?: string
  readonly schemeFile?: string
  readonly json?: boolean
}

/** `countersign sign SCHEME`: what a provider would send with these bytes: headers, and what of body and address it writes anew. */
export function signCommand(program: Command): void {
  const command = program
    .command('sign')
    .description(
      "sign a body as the provider does; prints 'Name: value' lines, and body and URL where they are written anew",
    )
    .argument('[scheme]', 'how to sign; see countersign schemes')
  withParamOption(withBodyOption(withSecretOptions(withSchemeFile(command))))
    .option('--id <id>', 'the message id, for schemes that have one (default: a random one)')
    .option('--timestamp <time>', `signed at: seconds since 1970, ${momentForms} (default: now)`, parseMoment)
    .option('--url <url>', 'the URL as the provider knows it, for schemes that sign it')
    .option('--json', 'print headers, body and url as JSON')
    .addHelpText('after', examples)
    .action(async (name: string | undefined, options: SignOptions) => {
      const scheme = await schemeOf(command, name, options.schemeFile)
      const secrets = await readSecrets(command, options)
      const body = await readBody(command, options.body)
      const signed = await signedBy(command, scheme, secrets, body, options)
      if (options.json) process.stdout.write(`${printableJson(asJson(signed, options.url), 2)}\n`)
      else process.stdout.write(asText(signed, body, options.url))
    })
}

async function signedBy(
  command: Command,
  scheme: Scheme,
  secrets: readonly string[],
  body: Uint8Array,
  { id, url, timestamp, param = {} }: SignOptions,
): Promise<Signed> {
  try {
    const message = { body, ...(id === undefined ? {} : { id }), ...(url === undefined ? {} : { url }) }
    return await sign(message, {
      scheme,
      secrets,
      params: param,
      ...(timestamp === undefined ? {} : { now: timestamp }),
    })
  } catch (error) {
    if (!WebhookError.is(error)) throw error
    command.error(`${error.code}: ${error.message}\n${operatorHint(error.hint)}`, { exitCode: 1 })
  }
}

/** The parts of the message that are the signature's, as they stand in an HTTP request. */
function asText({ headers, body, url }: Signed, given: Uint8Array, givenUrl: string | undefined): Uint8Array {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`)
  if (url !== undefined && url !== givenUrl) lines.unshift(`POST ${url}\n`)
  const head = Buffer.from(lines.join(''))
  return Buffer.compare(body, given) === 0 ? head : Buffer.concat([head, Buffer.from('\n'), body])
}

function asJson({ headers, body, url }: Signed, givenUrl: string | undefined): object {
  const text = isUtf8(body)
    ? { body: Buffer.from(body).toString('utf8') }
    : { bodyBase64: Buffer.from(body).toString('base64') }
  return { headers, ...text, url: url ?? givenUrl ?? null }
}
