import type { Command } from 'commander'
import { bounds } from '../../model/bounds.ts'
import { placeOption } from '../options/moment-option.ts'
import { parseWhole, usually } from '../options/whole-option.ts'
import {
  type Client,
  type ClientOptions,
  createClient,
  type DataOrFolder,
  withClientOptions,
  withGatewayOptions,
} from './client.ts'

/** What an action of a noun's command is given. */
export interface Action<Options> {
  readonly client: Client
  readonly options: Options & ClientOptions
  readonly command: Command
}

/** Adds a command below a noun, such as `source create <name>`, that calls the API; answers it. */
export function addAction<Options = object>(
  noun: Command,
  usage: string,
  description: string,
  configure: (command: Command) => Command,
  act: (args: readonly string[], action: Action<Options>) => Promise<void>,
): Command {
  const command = withGatewayOptions(
    configure(withClientOptions(noun.command(usage).description(description))),
  )
  command.action(async (...all: unknown[]) => {
    // Arguments come first: texts, and a list of texts for one that may be repeated.
    const args = all.flat().filter((argument) => typeof argument === 'string')
    // A noun that is a command itself takes the options that both have.
    const given = command.optsWithGlobals<Options & ClientOptions & { data?: DataOrFolder | string }>()
    const options = typeof given.data === 'object' ? parted(given, given.data) : given
    await act(args, { client: createClient(command, options), options, command })
  })
  return command
}

/** The options of a command whose `--data` is JSON or a folder. */
function parted<Options>(given: Options, { json, folder }: DataOrFolder): Options {
  return {
    ...given,
    data: json,
    ...(folder !== undefined && { dataFolder: folder }),
  }
}

/** The options of a list. */
export interface ListOptions {
  readonly limit?: number
  readonly cursor?: string
}

/** Adds the options of a list. */
export function withListOptions(command: Command): Command {
  return command
    .option(
      '--limit <N>',
      `at most so many, up to ${bounds.page.most} ${usually(bounds.page)}`,
      parseWhole(bounds.page),
    )
    .option('--cursor <CURSOR>', 'go on where the last page ended')
}

/** The options of a list that is read in both directions. */
export interface TwoWayOptions extends ListOptions {
  readonly before?: string
  readonly after?: string
  readonly around?: string
}

/** Adds the options of such a list. */
export function withTwoWayOptions(command: Command): Command {
  return withListOptions(command)
    .option('--before <ID>', 'what is older than this')
    .option('--after <ID>', 'the nearest of what is newer than this')
    .option('--around <ID>', 'half of the page newer than this, the rest this and older', placeOption)
}

/** For commands without options of their own. */
export function asItIs(command: Command): Command {
  return command
}
