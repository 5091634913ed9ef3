import type { Command } from 'commander'
import { safeVerify, type WebhookError } from 'countersign'
import colors from 'picocolors'
import { printableJson } from '../model/printable.ts'
import { operatorHint } from '../observe/operator-hint.ts'
import { type MessageOptions, readMessage, withMessageOptions } from './options/message-options.ts'
import { schemeByName, withSchemeArgument } from './options/scheme-argument.ts'
import { refusedJson, verifiedJson, verifiedText } from './shown/verified-text.ts'

const examples = `
Examples:
  countersign verify webex --secret-env WEBEX_SECRET -H 'X-Spark-Signature: 01e0…' --body notification.json
  curl -s https://example.com/saved | countersign verify seatable --secret-file secret.txt -H @headers.txt
  countersign verify stripe --secret-env STRIPE_SECRET -H @headers.txt --body event.json --now 1763763524

The body must be the raw bytes as received. Exit code 0: authentic. 1: refused; the code is the first line.
`

/** `countersign verify SCHEME`: whether a saved message is authentic. */
export function verifyCommand(program: Command): void {
  const command = program.command('verify').description('check the signature of a received message')
  withMessageOptions(withSchemeArgument(command))
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples)
    .action(async (name: string, options: MessageOptions & { json?: boolean }) => {
      const scheme = await schemeByName(command, name)
      const { input, options: how } = await readMessage(command, scheme, options)
      const result = await safeVerify(input, how)
      if (!result.ok) process.exitCode = 1
      const shown = result.ok ? verifiedJson(result.event) : refusedJson(result.error)
      if (options.json) process.stdout.write(`${printableJson(shown, 2)}\n`)
      else if (result.ok) process.stdout.write(verifiedText(result.event))
      else printError(result.error)
    })
}

function printError(error: WebhookError): void {
  process.stdout.write(`${colors.red(error.code)}\n`)
  process.stderr.write(
    `${error.message}\n${operatorHint(error.hint)}\nTry countersign explain with the same options.\n`,
  )
}
