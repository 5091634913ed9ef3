import type { SettingSources } from './config.ts'
import type { OneLine } from './one-line.ts'

/** The variable by which `serve` hands its command line to the gateway process. */
export const startVariable = 'COUNTERSIGN_START'

/** What `serve` was asked for on the command line. */
export interface StartMessage {
  readonly flags: SettingSources['flags']
  readonly configFile?: string | undefined
  readonly lines: readonly OneLine[]
}

/** Takes the message out of the environment, where no process started later shall find it. */
export function takeStartMessage(env: Record<string, string | undefined>): StartMessage {
  const text = env[startVariable]
  delete env[startVariable]
  return text === undefined ? { flags: {}, lines: [] } : (JSON.parse(text) as StartMessage)
}
