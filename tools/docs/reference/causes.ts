import { causes } from 'countersign/messages'
import { cases } from '../../../packages/countersign/test/explain-cases.ts'
import { notice } from './notice.ts'

/** docs/reference/causes.md: every cause that an explanation finds, with the messages that were broken to test it. */
export function causesPage(): string {
  const rows = Object.entries(causes).map(([code, { cause, fix }]) => {
    const broken = cases[code as keyof typeof cases].map(([what]) => cell(what))
    return `| \`${code}\` | ${cell(cause)} | ${cell(fix)} | ${broken.join('; ')} |`
  })
  return `# Causes of a refusal

${notice}

What \`explain\`, \`countersign explain\`, \`countersign scheme try\` and the diagnosis of a rejection look for, a closed list: a code
is never renamed or used for something else. The last column says which messages the tests break to see it found. Where none
of these is found, \`codes\` holds the [code of the refusal](errors.md).

| code | cause | cure | tested with |
|---|---|---|---|
${rows.join('\n')}
`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', '\\n')
}
