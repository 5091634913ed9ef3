import type { Explanation } from 'countersign'
import colors from 'picocolors'
import { printable } from './print-list.ts'

/** An explanation for people: cause, how sure, evidence, what to do. Ends with a line end. */
export function explanationText({ matched, cause, confidence, evidence, fix }: Explanation): string {
  const head = matched ? colors.green('authentic') : colors.red('refused')
  const lines = [
    `${head}: ${printable(cause)} ${colors.dim(`(${confidence})`)}`,
    ...evidence.map((line) => `  - ${printable(line)}`),
  ]
  if (fix !== '') lines.push(`${colors.bold('what to do')}: ${printable(fix)}`)
  return `${lines.join('\n')}\n`
}
