import type { Command } from 'commander'
import type { Explanation } from 'countersign'
import { part } from './calls/client.ts'
import { addAction, asItIs, type TwoWayOptions, withTwoWayOptions } from './calls/noun.ts'
import { momentForms, pastOption } from './options/moment-option.ts'
import { addReverifyCommand } from './rejection/reverify.ts'
import { explanationText } from './shown/explanation-text.ts'
import { type Columns, printDone, printItem, printList } from './shown/print-list.ts'

interface RejectionRow {
  readonly id: string
  readonly source: string
  readonly code: string
  readonly explanation: string
  readonly receivedAt: string
  readonly network: string
  readonly held: boolean
  readonly causeCodes: readonly string[] | null
}

const columns: Columns<RejectionRow> = [
  ['id', ({ id }) => id],
  ['received', ({ receivedAt }) => receivedAt],
  ['source', ({ source }) => source],
  ['from', ({ network }) => network],
  ['code', ({ code, held }) => (held ? `${code} (held)` : code)],
  ['cause', ({ causeCodes }) => causeCodes?.join('+') ?? ''],
]

const examples = `
Examples:
  countersign rejection list --source webex
  countersign rejection list --source webex --cause secret-quotes
  countersign rejection show rej_…          why it is refused, and what to do
  countersign rejection reverify rej_…      once the secret is right: it comes in as the newest event
  countersign rejection reverify --source webex --dry-run      how many that would be of all
  countersign rejection reverify --source webex --rate 20      all of them, 20 a second
`

/** `countersign rejection …`: what was refused and kept. */
export function rejectionCommand(program: Command): void {
  const noun = program
    .command('rejection')
    .description('what was refused and kept')
    .addHelpText('after', examples)
  addAction<TwoWayOptions & { source?: string; code?: string; cause?: string; from?: string; to?: string }>(
    noun,
    'list',
    'list refused requests, the newest first',
    (command) =>
      withTwoWayOptions(command)
        .option('--source <NAME>', 'of one source')
        .option('--code <CODE>', 'refused with this error')
        .option('--cause <CAUSE>', 'found to be refused for this: secret-quotes, or several with + between')
        .option('--from <TIME>', `received from then on: ${momentForms}`, pastOption)
        .option('--to <TIME>', 'received before then', pastOption),
    async (_args, { client, options }) => {
      const { limit, cursor, before, after, around, source, code, cause, from, to, json } = options
      const query = { limit, cursor, before, after, around, source, code, cause, from, to }
      printList(await client.call('GET', '/rejections', { query }), columns, json)
    },
  )
  addAction(
    noun,
    'show <id>',
    'show a refused request and why',
    asItIs,
    async ([id = ''], { client, options }) => {
      const rejection = await client.call<object & { diagnosis?: Explanation | null }>(
        'GET',
        `/rejections/${part(id)}`,
      )
      if (options.json) return printItem(rejection, true)
      const { diagnosis, ...rest } = rejection
      printItem(rest, false)
      if (!diagnosis) return
      const why = explanationText(diagnosis)
      const then = `Where the secret or the scheme was wrong, let it in once that is mended: countersign rejection reverify ${id}\n`
      process.stdout.write(`\n${why}${why.includes('rejection reverify') ? '' : then}`)
    },
  )
  addAction(
    noun,
    'body <id>',
    'write its body to the standard output',
    asItIs,
    async ([id = ''], { client }) => {
      process.stdout.write(await client.bytes(`/rejections/${part(id)}/body`))
    },
  )
  addReverifyCommand(noun)
  addAction(noun, 'delete <id>', 'remove it for good', asItIs, async ([id = ''], { client, options }) => {
    await client.call('DELETE', `/rejections/${part(id)}`)
    printDone(`The rejection ${id} is removed.`, options.json)
  })
}
