import type { Command } from 'commander'

/** Reads an option that is JSON; anything else ends the command with exit code 2. */
export function readJson(command: Command, option: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return command.error(`error: ${option} is not JSON`, { exitCode: 2 })
  }
}
