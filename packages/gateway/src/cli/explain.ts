import type { Command } from 'commander'
import { printableJson } from '../model/printable.ts'
import { type MessageOptions, readMessage, withMessageOptions } from './options/message-options.ts'
import { schemeByName, withSchemeArgument } from './options/scheme-argument.ts'
import { explained } from './shown/explained.ts'
import { explanationText } from './shown/explanation-text.ts'

const examples = `
Examples:
  countersign explain webex --secret-env WEBEX_SECRET -H 'X-Spark-Signature: 01e0…' --body notification.json
  countersign explain seatable --secret-file secret.txt -H @headers.txt --body saved.bin --json

Exit code 0: the message is authentic. 1: it is not, and the cause is printed.
`

/** `countersign explain SCHEME`: why a message is refused, with the evidence. */
export function explainCommand(program: Command): void {
  const command = program.command('explain').description('find out why a message is refused')
  withMessageOptions(withSchemeArgument(command))
    .option('--json', 'print the explanation as JSON')
    .addHelpText('after', examples)
    .action(async (name: string, options: MessageOptions & { json?: boolean }) => {
      const scheme = await schemeByName(command, name)
      const explanation = await explained(await readMessage(command, scheme, options))
      if (!explanation.matched) process.exitCode = 1
      process.stdout.write(options.json ? `${printableJson(explanation, 2)}\n` : explanationText(explanation))
    })
}
