import type { Command } from 'commander'
import type { Scheme, VerifyOptions } from 'countersign'
import { largestBody, readBody, withBodyOption } from './body-option.ts'
import { type HeaderLines, headerRecord, withHeaderOption } from './header-option.ts'
import { momentForms, parseMoment } from './moment-option.ts'
import { type ParamOptions, withParamOption } from './param-option.ts'
import { readSecrets, type SecretOptions, withSecretOptions } from './secret-options.ts'
import { parseWhole } from './whole-option.ts'

/** The parsed options of a command that looks at one received message. */
export interface MessageOptions extends SecretOptions, ParamOptions {
  readonly header?: HeaderLines
  readonly body: string
  readonly url?: string
  readonly method: string
  readonly now?: Date
  readonly tolerance?: number
}

/** Adds what commands on one received message have in common: secrets, headers, body, URL and clock. */
export function withMessageOptions(command: Command): Command {
  return withParamOption(withBodyOption(withHeaderOption(withSecretOptions(command))))
    .option('--url <url>', 'the URL as the provider knows it, for schemes that sign it')
    .option('--method <method>', 'the method, for schemes that sign it', 'POST')
    .option('--now <time>', `judge the timestamp as of then: seconds since 1970, ${momentForms}`, parseMoment)
    .option(
      '--tolerance <seconds>',
      "how far the timestamp may lie from now (default: the scheme's)",
      parseWhole({ least: 0, most: 999_999_999 }),
    )
}

/** A received message and what to verify it with, as the library takes them. */
export interface ReceivedMessage {
  readonly input: {
    readonly headers: Record<string, string[]>
    readonly body: Uint8Array
    readonly method: string
    readonly url?: string
  }
  readonly options: VerifyOptions
}

/** Reads what the options name: the secrets (perhaps by prompt) and the raw body. */
export async function readMessage(
  command: Command,
  scheme: Scheme,
  options: MessageOptions,
): Promise<ReceivedMessage> {
  const secrets = await readSecrets(command, options)
  const body = await readBody(command, options.body)
  return {
    input: {
      headers: headerRecord(options.header ?? []),
      body,
      method: options.method.toUpperCase(),
      ...(options.url === undefined ? {} : { url: options.url }),
    },
    options: {
      scheme,
      secrets,
      maxBytes: largestBody,
      params: options.param ?? {},
      ...(options.now === undefined ? {} : { now: options.now }),
      ...(options.tolerance === undefined ? {} : { toleranceSeconds: options.tolerance }),
    },
  }
}
