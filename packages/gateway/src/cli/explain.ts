import type { Command } from 'commander'
import { explain } from 'countersign'
import { operatorHint } from '../observe/operator-hint.ts'
import { explanationText } from './explanation-text.ts'
import { type MessageOptions, readMessage, withMessageOptions } from './message-options.ts'

const examples = `
Examples:
  countersign explain webex --secret-env WEBEX_SECRET -H 'X-Spark-Signature: 01e0…' --body notification.json
  countersign explain seatable --secret-file secret.txt -H @headers.txt --body saved.bin --json

Exit code 0: the message is authentic. 1: it is not, and the cause is printed.
`

/** `countersign explain SCHEME`: why a message is refused, with the evidence. */
export function explainCommand(program: Command): void {
  const command = program.command('explain').description('find out why a message is refused')
  withMessageOptions(command)
    .option('--json', 'print the explanation as JSON')
    .addHelpText('after', examples)
    .action(async (scheme: string, options: MessageOptions & { json?: boolean }) => {
      const { input, options: how } = await readMessage(command, scheme, options)
      const { schemes } = await import('countersign/catalogue')
      const found = await explain(input, { ...how, schemes })
      const explanation = { ...found, fix: operatorHint(found.fix) }
      if (!explanation.matched) process.exitCode = 1
      process.stdout.write(
        options.json ? `${JSON.stringify(explanation, null, 2)}\n` : explanationText(explanation),
      )
    })
}
