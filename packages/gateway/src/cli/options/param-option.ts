import type { Command } from 'commander'
import { collectPairs } from './key-value-option.ts'

/** The parsed option of a command on one message of a scheme that has settings. */
export interface ParamOptions {
  readonly param?: Readonly<Record<string, string>>
}

/** Adds the settings that a scheme may ask for, such as the id that PayPal has given a webhook. */
export function withParamOption(command: Command): Command {
  return command.option(
    '--param <NAME=VALUE>',
    'a setting that the scheme asks for, such as keyId; repeatable',
    collectPairs,
  )
}
