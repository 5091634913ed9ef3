import type { Command } from 'commander'
import { safeVerify, type Unprotected } from 'countersign'
import colors from 'picocolors'
import { printable, printableJson } from '../../model/printable.ts'
import type { Fault } from '../../model/refusal.ts'
import {
  type MessageOptions,
  type ReceivedMessage,
  readMessage,
  withMessageOptions,
} from '../options/message-options.ts'
import { schemeFaults } from '../options/scheme-argument.ts'
import { type OwnScheme, readSchemeFile } from '../options/scheme-file.ts'
import { explained } from '../shown/explained.ts'
import { explanationText } from '../shown/explanation-text.ts'
import { refusedJson, verifiedJson, verifiedText } from '../shown/verified-text.ts'
import { signedParts } from './signed-parts.ts'

const examples = `
Examples:
  countersign scheme try acme.json --secret-env ACME_SECRET -H @headers.txt --body event.json
  echo '{"kind":"hmac","name":"acme","hash":"sha256","encoding":"hex","signature":{"header":"X-Signature"}}' |
    countersign scheme try - --secret key --body /dev/null \\
      -H 'X-Signature: 5d5d139563c95b5967b9bd9a8c9b233a9dedb45072794cd232dc1b74832607d0'

The body must be the raw bytes as received. Nothing is sent and nothing is saved. Exit code 0: authentic, and what the
signature covers is printed. 1: refused, with the code and the cause. 2: the scheme is none; each place is named.
`

interface TryOptions extends MessageOptions {
  readonly json?: boolean
}

/** `countersign scheme try FILE`: a message under a scheme of one's own, before a source is made of it. */
export function schemeTryCommand(noun: Command): void {
  const command = noun
    .command('try')
    .description('verify a message under a scheme of your own, before a source has it')
    .argument('<file>', 'the file that holds the scheme as JSON; - is standard input')
  withMessageOptions(command)
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples)
    .action(async (file: string, options: TryOptions) => {
      if (file === '-' && options.body === '-')
        command.error('error: the scheme is read from standard input; give the body with --body FILE', {
          exitCode: 2,
        })
      const own = readSchemeFile(command, file)
      if ('scheme' in own) await tryOn(own, await readMessage(command, own.scheme, options), options.json)
      else refuseScheme(file, own, options.json)
    })
}

async function tryOn(own: OwnScheme, message: ReceivedMessage, json = false): Promise<void> {
  const result = await safeVerify(message.input, message.options)
  if (result.ok) {
    const covered = signedParts(own.inline)
    const { unprotected } = own.scheme
    if (json) printJson({ ...verifiedJson(result.event), covered, unprotected })
    else process.stdout.write(verifiedText(result.event) + coverageText(covered, unprotected))
    return
  }
  process.exitCode = 1
  const explanation = await explained(message)
  if (json) printJson({ ...refusedJson(result.error), explanation })
  else process.stdout.write(`${colors.red(result.error.code)}\n${explanationText(explanation)}`)
}

function coverageText(covered: readonly string[], unprotected: readonly Unprotected[]): string {
  const signed = covered.length === 0 ? 'nothing: it is proven by the token alone' : covered.join(', ')
  const open = unprotected.length === 0 ? '' : `not protected: ${unprotected.join(', ')}\n`
  return `${printable(`signed: ${signed}`)}\n${open}`
}

function refuseScheme(file: string, errors: readonly Fault[], json = false): void {
  process.exitCode = 2
  if (json) printJson({ ok: false, code: 'ERR_INPUT', errors })
  process.stderr.write(`${schemeFaults(file, errors).join('\n')}\n`)
}

function printJson(value: unknown): void {
  process.stdout.write(`${printableJson(value, 2)}\n`)
}
