import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { type Command, Option } from 'commander'
import { toldTogether } from '../../files/told-together.ts'
import { escaped, printableLines } from '../../model/printable.ts'
import { tokenFile } from '../../process/admin-token.ts'
import { configurationExitCode } from '../../process/config.ts'
import { type RunningGateway, readRunning } from '../../process/running-file.ts'
import { settingTable } from '../../process/settings.ts'
import { readSecretFile, SecretFileUnsafe } from '../../seal/read-secret-file.ts'
import { whyNotGateway } from './prove-gateway.ts'
import { notTheApi, readProblem } from './read-problem.ts'

/** The parsed options that every command of the API has. */
export interface ClientOptions {
  readonly json?: boolean
  /** The address of the gateway's API. */
  readonly gateway?: string
  /** The gateway's data folder; before that of the environment. */
  readonly dataFolder?: string
}

/** Adds the options that every command of the API has. */
export function withClientOptions(command: Command): Command {
  return command
    .option('--json', 'print what the API answers, as JSON')
    .option(
      '--gateway <URL>',
      'address of the gateway’s API [COUNTERSIGN_URL] (default: where the gateway that runs on the data folder listens)',
    )
}

/** `--data`, under a name of its own among the parsed options: where it is JSON to be sent, it is not this one. */
class DataFolderOption extends Option {
  override attributeName(): string {
    return 'dataFolder'
  }
}

/** `--url`, which is parsed as `--gateway` is. */
class GatewayOption extends Option {
  override attributeName(): string {
    return 'gateway'
  }
}

/** Whether a command has an option of its own of this name. */
const has = (command: Command, flag: string): boolean => command.options.some(({ long }) => long === flag)

/**
 * Adds what goes behind a command's own options: `--data`, which names the gateway's data folder, and the name that
 * `--gateway` had before, where neither means anything else there.
 */
export function withGatewayOptions(command: Command): Command {
  if (!has(command, '--url')) command.addOption(new GatewayOption('--url <URL>').hideHelp())
  if (has(command, '--data')) return command
  return command.addOption(
    new DataFolderOption(
      '--data <DIR>',
      'the gateway’s data folder [COUNTERSIGN_DATA] (default: .countersign)',
    ),
  )
}

/** What `--data` of a command names that sends data, too. */
export interface DataOrFolder {
  readonly json?: string
  readonly folder?: string
}

/**
 * Adds `--data` to a command that sends data: JSON, or the gateway's data folder, as a path that begins with `.` or `/`,
 * which no JSON does. Both may be given.
 */
export function withJsonData(command: Command, what: string): Command {
  const take = (text: string, before: DataOrFolder = {}): DataOrFolder => ({
    ...before,
    ...(/^[./]/.test(text) ? { folder: text } : { json: text }),
  })
  return command.option(
    '--data <JSON|DIR>',
    `${what}; a path such as ./DIR names the gateway’s data folder`,
    take,
  )
}

/** What is sent beside the path. */
export interface Call {
  readonly query?: Readonly<Record<string, string | number | undefined>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Where the thing stands that a JSON pointer of a refusal names, such as `FILE:LINE:COLUMN`; each fault is a line. */
  readonly placeOf?: (pointer: string) => string
  /** What is known to be wrong before it is asked, each with its place: told with what the gateway finds. */
  readonly problems?: readonly string[]
  /** Sent as it is, under this content type. */
  readonly raw?: { readonly bytes: Uint8Array; readonly contentType: string }
}

/** Calls the API of a gateway. */
export interface Client {
  /** The JSON that it answers; null for none. A refusal ends the command with exit code 1. */
  call<Answer>(method: string, path: string, call?: Call): Promise<Answer>
  /** The lines of JSON that it answers, as they come. */
  lines<Line>(method: string, path: string, call: Call): AsyncIterable<Line>
  /** The bytes that it answers. */
  bytes(path: string, method?: 'GET' | 'POST'): Promise<Uint8Array>
}

/** Where a gateway's API is, without a slash at the end, and a token for it. */
export interface Gateway {
  readonly url: string
  readonly token: string
  /**
   * Null where whoever listens there may be given the token, else why not. An address that was given by hand is
   * believed; one that a running file names must prove itself, before each call. Rejects where nothing answers.
   */
  whyNot(): Promise<string | null>
}

/**
 * The gateway that the options and the environment name. Ends the command with exit code 78 where no gateway
 * or no token is known.
 *
 * @param flag - the option that names its address
 */
export function findGateway(command: Command, options: ClientOptions, flag = '--gateway'): Gateway {
  const data = options.dataFolder ?? process.env.COUNTERSIGN_DATA ?? settingTable.data.default
  // A folder that is named is meant, whatever address the environment names.
  const given =
    options.gateway ?? (options.dataFolder === undefined ? process.env.COUNTERSIGN_URL : undefined)
  const running = given === undefined ? readRunning(data) : null
  const url = (given ?? running?.url)?.replace(/\/+$/, '')
  if (url === undefined) {
    return command.error(
      `error: no gateway is known: start one with 'countersign serve', or name it: ${flag}, COUNTERSIGN_URL, --data (looked for one on the data folder ${data})`,
      { exitCode: configurationExitCode },
    )
  }
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) {
    return command.error(
      `error: the gateway's address (${flag}, COUNTERSIGN_URL) must be a whole one, like http://127.0.0.1:10007`,
      { exitCode: configurationExitCode },
    )
  }
  return {
    url,
    token: readToken(command, data, options.dataFolder !== undefined),
    whyNot: () => doubt(running, data),
  }
}

/** Read anew each time: a gateway that was started again at the same address has another key. */
async function doubt(running: RunningGateway | null, data: string): Promise<string | null> {
  if (running === null) return null
  const now = readRunning(data)
  return await whyNotGateway(now?.url === running.url ? now : running)
}

/** A client for that gateway. Ends the command with exit code 1 where it does not answer, or refuses. */
export function createClient(command: Command, options: ClientOptions): Client {
  const { url, token, whyNot } = findGateway(command, options)
  const unanswered =
    (problems: readonly string[]) =>
    (error: Error): never => {
      const sentence = `no gateway answers at ${url}: ${causeOfFailure(error)}`
      return command.error(`error: ${[...problems, sentence].join('\n')}`, { exitCode: 1 })
    }
  const send = async (
    method: string,
    path: string,
    { query, body, raw, placeOf, problems = [] }: Call,
  ): Promise<Response> => {
    const target = new URL(`${url}/api/v1${path}`)
    for (const [name, value] of Object.entries(query ?? {})) {
      if (value !== undefined) target.searchParams.set(name, String(value))
    }
    const contentType = raw?.contentType ?? (body === undefined ? undefined : 'application/json')
    const doubts = await whyNot().catch(unanswered(problems))
    if (doubts !== null) command.error(`error: ${doubts}`, { exitCode: 1 })
    const response = await fetch(target, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(contentType && { 'content-type': contentType }) },
      ...(raw
        ? { body: raw.bytes as Uint8Array<ArrayBuffer> }
        : body !== undefined && { body: JSON.stringify(body) }),
      redirect: 'error',
    }).catch(unanswered(problems))
    if (!response.ok) return await refuse(command, response, options.json ?? false, { placeOf, problems })
    return response
  }
  return {
    async call<Answer>(method: string, path: string, call: Call = {}) {
      const response = await send(method, path, call)
      if (response.status === 204) return null as Answer
      const text = await response.text()
      try {
        return JSON.parse(text) as Answer
      } catch {
        return command.error(`error: ${notTheApi(response.status, url)}`, { exitCode: 1 })
      }
    },
    async *lines<Line>(method: string, path: string, call: Call) {
      const response = await send(method, path, call)
      if (response.body === null) return
      const input = Readable.fromWeb(response.body as ReadableStream)
      const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })
      for await (const line of lines) yield JSON.parse(line) as Line
    },
    bytes: async (path, method = 'GET') => new Uint8Array(await (await send(method, path, {})).arrayBuffer()),
  }
}

/** A part of a path, escaped. */
export function part(text: string): string {
  return encodeURIComponent(text)
}

function readToken(command: Command, data: string, named: boolean): string {
  // The environment's may be another gateway's; one on a shared database has none in its folder.
  const own = named && existsSync(tokenFile(data))
  const { COUNTERSIGN_TOKEN: given, COUNTERSIGN_TOKEN_FILE: file } = own ? {} : process.env
  if (given !== undefined && given !== '') return given
  const path = file ?? tokenFile(data)
  try {
    return readSecretFile(path).trim()
  } catch (error) {
    if (error instanceof SecretFileUnsafe)
      command.error(`error: ${error.message}`, { exitCode: configurationExitCode })
    return command.error(
      `error: no token: set COUNTERSIGN_TOKEN or COUNTERSIGN_TOKEN_FILE, or name the gateway’s data folder: --data, COUNTERSIGN_DATA (looked at ${path})`,
      {
        exitCode: configurationExitCode,
      },
    )
  }
}

async function refuse(
  command: Command,
  response: Response,
  json: boolean,
  { placeOf, problems }: { readonly placeOf: Call['placeOf']; readonly problems: readonly string[] },
): Promise<never> {
  const text = await response.text()
  if (json && problems.length > 0) return command.error(`error: ${problems.join('\n')}`, { exitCode: 1 })
  if (json) {
    process.stderr.write(`${escaped(text)}\n`)
    return command.error('', { exitCode: 1 })
  }
  const problem = readProblem(text)
  if (problem === null)
    return command.error(`error: ${notTheApi(response.status, new URL(response.url).origin)}`, {
      exitCode: 1,
    })
  const { code, detail, hint, errors } = problem
  // Where each place is named the hint would only say how they are named in a request.
  const lines =
    placeOf && errors
      ? [code, ...toldTogether(problems, errors, placeOf), 'Nothing is changed.']
      : errors && errors.length > 1
        ? [...problems, code, ...errors.map(({ at, message }) => `${at}: ${message}`)]
        : [...problems, `${code}: ${detail}`, hint]
  return command.error(printableLines(`error: ${lines.join('\n')}`), { exitCode: 1 })
}

/** What a fetch that failed says of the connection. */
export function causeOfFailure(error: Error): string {
  return error.cause instanceof Error
    ? error.cause.message || String((error.cause as NodeJS.ErrnoException).code)
    : error.message
}
