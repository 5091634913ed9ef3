import type { Command } from 'commander'
import type { AuditJson, AuditProofJson } from '../api/answers/audit.ts'
import { counted } from '../model/counted.ts'
import { addAction, asItIs, type ListOptions, withListOptions } from './calls/noun.ts'
import { momentForms, pastOption } from './options/moment-option.ts'
import { type Columns, printItem, printList } from './shown/print-list.ts'

interface AuditOptions extends ListOptions {
  readonly operation?: string
  readonly by?: string
  readonly target?: string
  readonly from?: string
  readonly to?: string
}

const columns: Columns<AuditJson> = [
  ['number', ({ number }) => String(number)],
  ['at', ({ at }) => at],
  ['by', ({ by, name }) => (name === null ? by : `${name} (${by})`)],
  ['operation', ({ operation }) => operation],
  ['target', ({ target }) => target],
  ['outline', ({ outline }) => shortened(JSON.stringify(outline))],
]

const examples = `
Examples:
  countersign audit-log list --target shop --from 2026-11-01T00:00:00Z
  countersign audit-log list --by ci --json
  countersign audit-log verify
`

function withFilters(command: Command): Command {
  return withListOptions(command)
    .option('--operation <ID>', 'such as createSource')
    .option('--by <NAME>', 'a token or a person, by name or id; admin or gateway')
    .option('--target <NAME>', 'a name or id in the path, or the id of what was changed')
    .option('--from <TIME>', `from then on: ${momentForms}`, pastOption)
    .option('--to <TIME>', 'before then', pastOption)
}

/** `countersign audit-log …`: who did what, and whether the rows are as they were written. */
export function auditLogCommand(program: Command): void {
  const noun = program.command('audit-log').description('who did what').addHelpText('after', examples)
  addAction<AuditOptions>(
    noun,
    'list',
    'list who did what, the newest first',
    withFilters,
    async (_args, { client, options }) => {
      const { json, limit, cursor, operation, by, target, from, to } = options
      const query = { limit, cursor, operation, by, target, from, to }
      printList(await client.call('GET', '/audit', { query }), columns, json)
    },
  )
  addAction(
    noun,
    'verify',
    'prove that every row is as it was written; exits 1 and names the first that is not',
    asItIs,
    async (_args, { client, options: { json } }) => {
      const proof = await client.call<AuditProofJson>('GET', '/audit/verify')
      if (!proof.ok) process.exitCode = 1
      if (json) return printItem(proof, true)
      const { rows, last, fault } = proof
      if (fault !== null) process.stderr.write(`error: ${fault.sentence}\n`)
      else
        process.stdout.write(
          `${counted(rows, 'row is as it was', 'rows are as they were')} written. Last: ${last.number} ${last.hash}\n`,
        )
    },
  )
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}
