import type { Command } from 'commander'
import { safeVerify, type WebhookError, type WebhookEvent } from 'countersign'
import colors from 'picocolors'
import { operatorHint } from '../observe/operator-hint.ts'
import { type MessageOptions, readMessage, withMessageOptions } from './message-options.ts'

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
  withMessageOptions(command)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples)
    .action(async (scheme: string, options: MessageOptions & { json?: boolean }) => {
      const { input, options: how } = await readMessage(command, scheme, options)
      const result = await safeVerify(input, how)
      if (!result.ok) process.exitCode = 1
      const shown = result.ok ? shownEvent(result.event) : shownError(result.error)
      if (options.json) process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`)
      else if (result.ok) printEvent(result.event)
      else printError(result.error)
    })
}

function printEvent(event: WebhookEvent): void {
  const what = [event.scheme, event.type, event.id].filter(Boolean).join(' ')
  process.stdout.write(`${colors.green(event.verdict)} ${what}, by secret ${event.secretId}\n`)
}

function printError(error: WebhookError): void {
  process.stdout.write(`${colors.red(error.code)}\n`)
  process.stderr.write(
    `${error.message}\n${operatorHint(error.hint)}\nTry countersign explain with the same options.\n`,
  )
}

function shownEvent(event: WebhookEvent): Record<string, unknown> {
  const { scheme, verdict, type, id, secretId, timestamp, dedupe } = event
  return { ok: true, scheme, verdict, type, id, secretId, timestamp, dedupe, bytes: event.body.byteLength }
}

function shownError(error: WebhookError): Record<string, unknown> {
  return { ok: false, code: error.code, message: error.message, hint: operatorHint(error.hint) }
}
