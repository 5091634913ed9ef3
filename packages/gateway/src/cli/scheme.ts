import type { Command } from 'commander'
import { type Derivation, derive } from 'countersign/derive'
import { printableJson } from '../model/printable.ts'
import { readBody, withBodyOption } from './options/body-option.ts'
import { type HeaderLines, headerRecord, withHeaderOption } from './options/header-option.ts'
import { readSecrets, type SecretOptions, withSecretOptions } from './options/secret-options.ts'
import { schemeTryCommand } from './scheme/try.ts'

const examples = `
Examples:
  countersign scheme derive --name acme --secret-env ACME_SECRET -H @headers.txt --body event.json | tee acme.json
  countersign scheme try acme.json --secret-env ACME_SECRET -H @headers-2.txt --body event-2.json
  countersign source create acme --scheme-file acme.json --secret-env ACME_SECRET

The body must be the raw bytes as received. Exit code 0: a scheme is printed. 1: none that is usual gives a signature
of the message.
`

interface DeriveCommandOptions extends SecretOptions {
  readonly name: string
  readonly header?: HeaderLines
  readonly body: string
  readonly url?: string
  readonly method: string
  readonly json?: boolean
}

/** `countersign scheme …`: schemes of one's own. */
export function schemeCommand(program: Command): void {
  const noun = program.command('scheme').description('schemes of your own').addHelpText('after', examples)
  const command = noun
    .command('derive')
    .description('find how a message is signed, of one message and its secret; prints the scheme as JSON')
    .option('--name <name>', 'what the scheme is called', 'own')
    .option('--url <url>', 'the URL as the provider knows it, where it may be signed')
    .option('--method <method>', 'the method, where it may be signed', 'POST')
    .option('--json', 'print all that was found, and how much was tried')
    .addHelpText('after', examples)
  schemeTryCommand(noun)
  withBodyOption(withHeaderOption(withSecretOptions(command))).action(
    async (options: DeriveCommandOptions) => {
      const [secret = ''] = await readSecrets(command, options)
      const body = await readBody(command, options.body)
      const { url, method, name } = options
      const message = { headers: headerRecord(options.header ?? []), body, method, ...(url && { url }) }
      print(await derive(message, { secret, name }), options.json)
    },
  )
}

function print(found: Derivation, json = false): void {
  const [scheme] = found.schemes
  if (scheme === undefined) process.exitCode = 1
  if (json || scheme !== undefined) {
    process.stdout.write(`${printableJson(json ? found : scheme, 2)}\n`)
  }
  if (json) return
  process.stderr.write(
    scheme === undefined
      ? notFound(found)
      : 'It fits this message. Try it on another before you trust it: countersign scheme try.\n',
  )
}

function notFound({ tried, complete }: Derivation): string {
  const none =
    tried === 0
      ? 'No header, and nothing in the query, is a keyed hash by its form, or the secret itself.'
      : `None of ${tried} constructions gives a signature of this message.`
  const more = complete ? '' : ' The body is too large for all of them.'
  return `${none}${more}\nwhat to do: ${tried === 0 ? 'Give all headers of the request' : compare}.\n`
}

const compare =
  'Compare the secret with the one at the provider, the body with the bytes as they were sent, and give --url and --method where they may be signed'
