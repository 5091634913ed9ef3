import pc from 'picocolors'
import type { DevApplication } from './application.ts'
import type { DevProviders } from './providers.ts'
import { devSource } from './stage.ts'
import type { DevState } from './state.ts'

/** One thing to try: a command line that can be copied as it stands. */
export interface DevCommand {
  readonly title: string
  readonly command: string
}

/** What `countersign dev` has started. */
export interface DevFacts {
  readonly url: string
  /** Through the tunnel; null: there is none. */
  readonly publicUrl: string | null
  readonly data: string
  /** Opens the console, once and for ten minutes. */
  readonly signIn: string
  readonly shopSecretFile: string
  readonly state: DevState
  readonly application: Pick<DevApplication, 'url' | 'origin'>
  readonly providers: Pick<DevProviders, 'webex' | 'seatable'> | null
  readonly kept: boolean
  /** How the command line is called here: `countersign`, or `npx countersign`. */
  readonly program: string
}

/** What there is to try, in an order that makes sense. The first sets up the shell for the others. */
export function devCommands({
  url,
  data,
  shopSecretFile,
  state,
  application,
  providers,
  program,
}: DevFacts): readonly DevCommand[] {
  const send = `${program} send github ${url}/in/${devSource} --secret-file ${quoted(shopSecretFile)}`
  const json = `-H 'content-type: application/json'`
  const simulated =
    providers === null
      ? []
      : [
          {
            title: 'write to the simulated Webex bot',
            command: `curl -sS -X POST ${providers.webex.api}/messages -H 'authorization: Bearer ${state.tokens.person}' ${json} -d '{"toPersonEmail":"${providers.webex.bot}","text":"hello"}'`,
          },
          {
            title: 'add a row to the simulated SeaTable base',
            command: `curl -sS -X POST ${providers.seatable.server}/api-gateway/api/v2/dtables/${providers.seatable.uuid}/rows/ -H 'authorization: Bearer ${state.tokens.base}' ${json} -d '{"table_name":"${providers.seatable.table}","rows":[{"Name":"First"}]}'`,
          },
        ]
  return [
    { title: 'in another terminal, first', command: `export COUNTERSIGN_DATA=${quoted(data)}` },
    { title: 'be GitHub: an authentic event', command: send },
    { title: 'be somebody else: it is refused, and this exits 1', command: `${send} --tamper reserialize` },
    ...simulated,
    { title: 'what came in', command: `${program} event list` },
    { title: 'what was refused, and why', command: `${program} rejection list` },
    { title: 'let the application fail', command: `curl -sS -X POST ${application.origin}/answer/503` },
    { title: 'send again, and see it wait', command: `${send} && ${program} delivery list --state pending` },
    {
      title: 'let it recover: the event arrives',
      command: `curl -sS -X POST ${application.origin}/answer/200`,
    },
    { title: 'open the console', command: `${program} login` },
  ]
}

/** The page that is printed once all is up. */
export function devPage(facts: DevFacts): string {
  const { url, publicUrl, data, signIn, application, providers, kept } = facts
  const rows: [string, string][] = [
    ['gateway', url],
    ...(publicUrl === null ? [] : [['in public', publicUrl] as [string, string]]),
    ['console', signIn],
    ['application', `${application.url}  verifies and prints each delivery`],
    ...(providers === null
      ? [['simulators', 'not installed: npm install @countersign/simulators'] as [string, string]]
      : [
          ['Webex', `${providers.webex.api}  simulated`] as [string, string],
          ['SeaTable', `${providers.seatable.server}  simulated`] as [string, string],
        ]),
    ['data', `${data}  ${kept ? 'kept' : 'removed at the end; --keep DIR keeps it'}`],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const lines = rows.map(([name, text]) => `  ${pc.dim(name.padEnd(width))}  ${text}`)
  const tries = devCommands(facts).flatMap(({ title, command }) => [
    `  ${pc.dim(`# ${title}`)}`,
    `  ${command}`,
  ])
  return [
    `${pc.bold('Countersign for development')}, on this machine alone. Ctrl-C ends it.`,
    ...['', ...lines, '', `${pc.bold('Try')}`, ...tries, '', ''],
  ].join('\n')
}

/** A word of a shell. */
function quoted(text: string): string {
  return /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
