import { readFileSync } from 'node:fs'
import { type Command, CommanderError } from 'commander'
import pc from 'picocolors'
import type { EchoJson, ExaminationJson } from '../api/answers/examination.ts'
import { type Finding, wellFound, worstFirst } from '../model/finding.ts'
import { printable, printableJson } from '../model/printable.ts'
import {
  type Client,
  type ClientOptions,
  createClient,
  withClientOptions,
  withGatewayOptions,
} from './calls/client.ts'
import { lookAtCertificate } from './doctor/look-at-certificate.ts'
import { lookAtName } from './doctor/look-at-name.ts'
import { lookAtWay } from './doctor/look-at-way.ts'
import { createProgress } from './shown/progress.ts'

interface Options extends ClientOptions {
  readonly ca?: string
}

const help = `
First the gateway looks at itself: disk, store, clock, listeners, secrets, connections, deliveries. Then this command goes
the way that providers go: the name, the certificate, and bytes that are no text, sent through the public address, of
which the gateway answers the hash alone. Each line that is not ok has its cure below it. Changes nothing.

URL is the address that providers have, up to /in/; without it the gateway's public-url. Run it on the gateway's machine, and once
from outside. The token is an operator's: from the data folder, COUNTERSIGN_TOKEN or COUNTERSIGN_TOKEN_FILE.
Exit codes: 0 nothing is bad, 1 something is, 2 wrong usage, 78 there is nothing to look at.

Examples:
  countersign doctor
  countersign doctor https://hooks.example.com --json
  COUNTERSIGN_TOKEN_FILE=./token countersign doctor --gateway https://admin.example.com
`

/** Clocks of gateway and command may lie so far apart, in ms, before it is told. */
const clockMs = 5_000

/** `countersign doctor [URL]`: what is wrong, and what to do about it. */
export function doctorCommand(program: Command): void {
  withGatewayOptions(
    withClientOptions(
      program
        .command('doctor [url]')
        .description('look at a gateway and the way to it: what is wrong, and its cure')
        .option('--ca <FILE>', 'certificates in PEM that are trusted instead of the system’s'),
    ),
  )
    .addHelpText('after', help)
    .action(async (given: string | undefined, options: Options, command: Command) => {
      process.exitCode = await run(command, given, options)
    })
}

async function run(command: Command, given: string | undefined, options: Options): Promise<number> {
  if (given !== undefined && !/^https?:\/\/./.test(given))
    return command.error('error: the address must be a whole one, like https://hooks.example.com', {
      exitCode: 2,
    })
  const beforeIn = given === undefined ? null : /^(.*)\/in\/[^/]*$/s.exec(given)
  if (beforeIn !== null)
    return command.error(
      `error: name what stands before /in/, which is the same for all sources: ${beforeIn[1]}`,
      { exitCode: 2 },
    )
  const ca = options.ca === undefined ? undefined : readFileSync(options.ca, 'utf8')
  const progress = createProgress(process.stderr, '')
  progress.show('asking the gateway', 0, 2)
  const { client, examined, findings } = await askGateway(command, given, options)
  const url = given ?? examined?.publicUrl ?? null
  if (url !== null) {
    progress.show('going the way', 1, 2)
    const target = new URL(url)
    findings.push(await lookAtName(target), ...(await lookAtCertificate(target, ca, Date.now())))
    const makeEcho = client === null ? null : () => echoPath(client)
    findings.push(...(await lookAtWay(target, makeEcho)))
  }
  progress.end()
  const sorted = worstFirst(findings)
  const ok = sorted.every(({ state }) => state !== 'bad')
  process.stdout.write(options.json ? `${printableJson({ ok, findings: sorted }, 2)}\n` : text(sorted))
  return ok ? 0 : 1
}

/** Where an address is given, a gateway that is not there is a finding; else there is nothing to look at. */
async function askGateway(
  command: Command,
  given: string | undefined,
  options: Options,
): Promise<{ client: Client | null; examined: ExaminationJson | null; findings: Finding[] }> {
  try {
    const client = createClient(command, options)
    const examined = await client.call<ExaminationJson>('GET', '/doctor')
    return { client, examined, findings: [...examined.findings, lookAtTime(examined)] }
  } catch (error) {
    if (given === undefined || !(error instanceof CommanderError)) throw error
    const says = error.message.replace(/^error: /, '')
    const cure =
      'Start it, or name it with --gateway and a token; without it the bytes on the way cannot be compared.'
    return { client: null, examined: null, findings: [{ check: 'gateway', state: 'bad', says, cure }] }
  }
}

function lookAtTime({ now, version }: ExaminationJson): Finding {
  const apart = Date.parse(now) - Date.now()
  if (Math.abs(apart) < clockMs) return wellFound('gateway', `countersign ${version} answers.`)
  return {
    check: 'gateway',
    state: 'warn',
    says: `The gateway's clock is ${Math.round(Math.abs(apart) / 1000)} s ${apart < 0 ? 'behind' : 'ahead of'} this machine's.`,
    cure: 'Set both by NTP: signatures with a time are good for minutes.',
  }
}

async function echoPath(client: Client): Promise<string> {
  return (await client.call<EchoJson>('POST', '/doctor/echoes')).path
}

const marks = { ok: pc.green('ok  '), warn: pc.yellow('look'), bad: pc.red('bad ') }

function text(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length))
  const lines = findings.flatMap(({ check, state, says, cure }) => [
    `${marks[state]}  ${check.padEnd(width)}  ${printable(says)}`,
    ...(cure === null ? [] : [`${' '.repeat(width + 8)}${pc.dim(printable(cure))}`]),
  ])
  const count = (wanted: Finding['state']): number => findings.filter(({ state }) => state === wanted).length
  return `${lines.join('\n')}\n\n${count('bad')} bad, ${count('warn')} to look at, ${count('ok')} ok\n`
}
