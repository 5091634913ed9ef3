import { configurationExitCode } from './config.ts'
import { startRefusal } from './start-refusal.ts'

/** Says why a start has failed, and ends the process. */
export function complain(error: unknown): never {
  const refusal = startRefusal(error)
  if (refusal === null) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exit(1)
  }
  process.stderr.write(`${refusal.sentence}\n`)
  // A keeper whose gateway has been up tries again what may pass; at the first start it is for whoever supervises it.
  process.exit(refusal.mayPass ? 1 : configurationExitCode)
}
