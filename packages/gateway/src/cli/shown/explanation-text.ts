import colors from 'picocolors'
import { printable } from '../../model/printable.ts'
import type { Diagnosis } from '../../model/rejection.ts'

/** An explanation for people: cause, how sure, evidence, what to do. Ends with a line end. */
export function explanationText(explanation: Diagnosis): string {
  const { matched, codes, cause, confidence, evidence, fix, work } = explanation
  const head = matched ? colors.green('authentic') : colors.red('refused')
  const lines = [
    `${head}: ${printable(cause)} ${colors.dim(`(${[confidence, ...codes].join(', ')})`)}`,
    ...evidence.map((line) => `  - ${printable(line)}`),
  ]
  if (work?.complete === false) lines.push('  - Not all that is known was tried: the message is large.')
  if (fix !== '') lines.push(`${colors.bold('what to do')}: ${printable(fix)}`)
  return `${lines.join('\n')}\n`
}
