import { type DestinationStream, type Logger, pino } from 'pino'
import { prettyStream } from './pretty.ts'

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

/**
 * Makes the logger.
 *
 * @param options.level - the least level written; default `info`
 * @param options.format - `auto` is pretty on a terminal, else JSON lines
 * @param options.to - where to; default the standard output
 */
export function createLog(options: {
  level?: string
  format?: 'auto' | 'json' | 'pretty'
  to?: DestinationStream
}): Log {
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
    },
    to,
  )
}
