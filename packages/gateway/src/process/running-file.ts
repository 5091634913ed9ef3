import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { readSecretFile } from '../seal/read-secret-file.ts'
import { replaceFile } from '../seal/replace-file.ts'

/** Where a running gateway can be reached; the command line reads it. */
export interface RunningGateway {
  /** The address of the API. */
  readonly url: string
  /** The address of ingest. */
  readonly ingestUrl: string
  readonly pid: number
  /** By which the gateway proves that it wrote this: see `gatewayProof`. */
  readonly proofKey: string
}

const runningSchema: z.ZodType<RunningGateway> = z.object({
  url: z.url(),
  ingestUrl: z.url(),
  pid: z.int(),
  proofKey: z.string().min(43),
})

/** The file's path; it is there while a gateway is up, and after one that died. */
export function runningFile(dataFolder: string): string {
  return join(dataFolder, 'running.json')
}

/**
 * The key for a gateway to come: that of the one before it under the same data folder where it crashed, so that a
 * command in between is not told that a stranger answers; else a new one.
 */
export function proofKeyFor(dataFolder: string): string {
  return readRunning(dataFolder)?.proofKey ?? randomBytes(32).toString('base64url')
}

/** Writes down where this gateway can be reached. */
export function writeRunning(dataFolder: string, running: RunningGateway): void {
  replaceFile(runningFile(dataFolder), `${JSON.stringify(running)}\n`)
}

/** Where the gateway of a data folder can be reached, or null where none is known to run. */
export function readRunning(dataFolder: string): RunningGateway | null {
  try {
    return runningSchema.parse(JSON.parse(readSecretFile(runningFile(dataFolder))))
  } catch {
    return null
  }
}

/** For a graceful end. */
export function removeRunning(dataFolder: string): void {
  rmSync(runningFile(dataFolder), { force: true })
}
