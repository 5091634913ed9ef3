import { type Command, Option } from 'commander'
import type { ReplayJson } from '../api/answers/replay.ts'
import { rates } from '../model/bounds.ts'
import { part } from './calls/client.ts'
import { addAction, asItIs, type ListOptions, withListOptions } from './calls/noun.ts'
import { momentForms, pastOption, readMoment } from './options/moment-option.ts'
import { parseRate } from './options/rate-option.ts'
import { type Columns, printItem, printList, printMade } from './shown/print-list.ts'

interface SelectionOptions {
  readonly destination?: string
  readonly to?: string
  readonly source?: string
  readonly type?: string
  readonly verdict?: string
  readonly from?: string
  readonly since?: string
  readonly until?: string
  readonly filter?: string
  readonly rate?: number
}

const columns: Columns<ReplayJson> = [
  ['id', ({ id }) => id],
  ['made', ({ createdAt }) => createdAt],
  ['to', ({ destination }) => destination ?? 'as routed'],
  ['state', ({ state }) => state],
  ['events', ({ events }) => String(events)],
  ['looked at', ({ progress }) => `${Math.round(progress * 100)} %`],
]

const examples = `
Examples:
  countersign replay create --source webex --from 1h --rate 200
  countersign replay create evt_… evt_… --destination app
  countersign replay create --filter 'json.data.roomId == "R1"' --destination app
  countersign replay cancel rpl_…
`

/** `countersign replay …`: many events once more. */
export function replayCommand(program: Command): void {
  const noun = program
    .command('replay')
    .description('deliver many events once more, at a given rate')
    .addHelpText('after', examples)
  addAction<ListOptions>(
    noun,
    'list',
    'list replays',
    withListOptions,
    async (_args, { client, options }) => {
      const { limit, cursor, json } = options
      printList(await client.call('GET', '/replays', { query: { limit, cursor } }), columns, json)
    },
  )
  addAction<SelectionOptions>(
    noun,
    'create [events...]',
    'replay the events named, or those that match',
    (command) =>
      command
        .option('--destination <NAME>', 'to this one alone (default: where the routes lead)')
        .option('--source <NAME>', 'of one source')
        .option('--type <TYPE>', 'of one type')
        .option('--verdict <VERDICT>', 'verified, authenticated, unsigned, published or backfilled')
        .option('--from <TIME>', `received from then on: ${momentForms}`, pastOption)
        .option('--to <TIME>', 'received before then')
        .addOption(new Option('--since <TIME>').argParser(pastOption).hideHelp())
        .addOption(new Option('--until <TIME>').argParser(pastOption).hideHelp())
        .option('--filter <CEL>', 'over source, type, verdict, headers, json and form')
        .option('--rate <N>', `events a second (default: ${rates.replay.usual})`, parseRate(rates.replay)),
    async (events, { client, options }) => {
      const { since, from = since, rate: ratePerSecond, source, type, verdict, filter } = options
      const { to, destination } = upTo(options)
      const wanted = { destination, from, to, ratePerSecond, source, type, verdict, filter }
      // What is undefined is left out of the JSON.
      const body = { ...wanted, ...(events.length > 0 && { events }) }
      printMade(await client.call('POST', '/replays', { body }), options.json)
    },
  )
  addAction(noun, 'show <id>', 'show how far it has come', asItIs, async ([id = ''], { client, options }) => {
    printItem(await client.call('GET', `/replays/${part(id)}`), options.json)
  })
  for (const [word, state, what] of [
    ['pause', 'paused', 'let a replay wait'],
    ['resume', 'running', 'let a replay go on'],
    ['cancel', 'canceled', 'end a replay; what it has queued is still delivered'],
  ] as const) {
    addAction(noun, `${word} <id>`, what, asItIs, async ([id = ''], { client, options }) => {
      printItem(await client.call('PATCH', `/replays/${part(id)}`, { body: { state } }), options.json)
    })
  }
}

/** `--to` is a time. What is none is the destination, which was given so once. */
function upTo({ to, until, destination }: SelectionOptions): { to?: string; destination?: string } {
  const time = to === undefined ? null : readMoment(to, Date.now(), 'ago')
  const named = destination ?? (time === null ? to : undefined)
  const end = time === null ? until : new Date(time).toISOString()
  return { ...(end !== undefined && { to: end }), ...(named !== undefined && { destination: named }) }
}
