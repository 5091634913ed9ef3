import { type DestinationStream, type Logger, pino } from 'pino'
import type { Trace } from '../model/trace.ts'
import { prettyStream } from './pretty.ts'
import { RepeatedLines } from './repeated-lines.ts'

/** The gateway's logger: JSON lines by pino. */
export type Log = Logger

/** What never reaches a log, wherever it stands in an object, up to three levels deep. */
const secretNames = [
  'authorization',
  'cookie',
  'secret',
  'secrets',
  'token',
  'password',
  'key',
  'adminToken',
  'databaseUrl',
  'sealed',
  'body',
]

/** Pino's number of the least level of which repetitions are left out. */
const warning = 40

/**
 * Makes the logger. Of warnings and errors with the same text some are written each minute, then how many were not.
 *
 * @param options.level - the least level written; default `info`
 * @param options.format - `auto` is pretty on a terminal, else JSON lines
 * @param options.to - where to; default the standard output
 * @param options.elapsed - monotonic, in ms; default the process's own
 */
export function createLog(options: {
  level?: string
  format?: 'auto' | 'json' | 'pretty'
  to?: DestinationStream
  elapsed?: () => number
}): Log {
  const { elapsed = () => performance.now() } = options
  const repeated = new RepeatedLines()
  const pretty = options.format === 'pretty' || (options.format !== 'json' && process.stdout.isTTY === true)
  const to = options.to ?? (pretty ? prettyStream(process.stdout) : pino.destination({ dest: 1, sync: true }))
  return pino(
    {
      level: options.level ?? 'info',
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secretNames.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[redacted]',
      },
      hooks: {
        logMethod(args, write, level) {
          if (level < warning) return write.apply(this, args)
          const [about, text] = args as unknown as [unknown, string | undefined]
          const line = typeof about === 'string' ? about : (text ?? '')
          const admitted = repeated.admit(line, elapsed())
          if (admitted === null) return
          const { leftOut, last } = admitted
          if (leftOut === 0 && !last) return write.apply(this, args)
          const given = typeof about === 'string' ? {} : about instanceof Error ? { err: about } : about
          const more = { ...(leftOut > 0 && { leftOut }), ...(last && { moreLeftOut: true }) }
          write.call(this, { ...(given as object), ...more }, line)
        },
      },
    },
    to,
  )
}

/** What says every single request and attempt; absent where the level leaves that out, so that it costs nothing. */
export function traceOf(log: Log): Trace | undefined {
  return log.isLevelEnabled('trace') ? (about, message) => log.trace(about, message) : undefined
}
