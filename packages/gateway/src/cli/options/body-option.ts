import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { Gathered } from '../../model/gathered.ts'

/** The largest body that the offline commands read, in bytes. Far above what providers send. */
export const largestBody: number = 64 * 1024 * 1024

/** Adds `--body`, a file or `-` for standard input. */
export function withBodyOption(command: Command): Command {
  return command.option('--body <file>', 'the body, byte for byte; - is standard input', '-')
}

/** The raw bytes of a file or, for `-`, of standard input. Nothing is decoded, trimmed or added. */
export async function readBody(command: Command, file: string): Promise<Uint8Array> {
  if (file === '-') return readStandardInput(command)
  try {
    const body = await readFile(file)
    if (body.length > largestBody) tooLarge(command)
    return body
  } catch (cause) {
    command.error(`error: cannot read the body: ${(cause as Error).message}`, { exitCode: 2 })
  }
}

async function readStandardInput(command: Command): Promise<Uint8Array> {
  if (process.stdin.isTTY) process.stderr.write('Reading the body from the terminal; Ctrl-D ends it.\n')
  const gathered = new Gathered()
  for await (const chunk of process.stdin) {
    if (gathered.length + chunk.length > largestBody) tooLarge(command)
    gathered.add(chunk)
  }
  return gathered.take()
}

function tooLarge(command: Command): never {
  command.error(`error: the body is larger than ${largestBody / 1024 / 1024} MiB`, { exitCode: 2 })
}
