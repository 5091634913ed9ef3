import { runCommand } from '../harness/start-gateway.ts'

/** Runs `countersign` without colours; standard input is closed unless given. */
export function cli(
  args: readonly string[],
  { stdin = '', env = {} }: { stdin?: string | Uint8Array; env?: Record<string, string> } = {},
): ReturnType<typeof runCommand> {
  return runCommand(args, { input: stdin, env: { NO_COLOR: '1', ...env } })
}
