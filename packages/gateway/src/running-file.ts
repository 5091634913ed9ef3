import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** Where a running gateway can be reached; the command line reads it. */
export interface RunningGateway {
  /** The address of the API. */
  readonly url: string
  /** The address of ingest. */
  readonly ingestUrl: string
  readonly pid: number
}

const runningSchema: z.ZodType<RunningGateway> = z.object({ url: z.url(), ingestUrl: z.url(), pid: z.int() })

/** The file's path; it is there while a gateway is up, and after one that died. */
export function runningFile(dataFolder: string): string {
  return join(dataFolder, 'running.json')
}

/** Writes down where this gateway can be reached. */
export function writeRunning(dataFolder: string, running: RunningGateway): void {
  writeFileSync(runningFile(dataFolder), `${JSON.stringify(running)}\n`, { mode: 0o600 })
}

/** Where the gateway of a data folder can be reached, or null where none is known to run. */
export function readRunning(dataFolder: string): RunningGateway | null {
  try {
    return runningSchema.parse(JSON.parse(readFileSync(runningFile(dataFolder), 'utf8')))
  } catch {
    return null
  }
}

/** For a graceful end. */
export function removeRunning(dataFolder: string): void {
  rmSync(runningFile(dataFolder), { force: true })
}
