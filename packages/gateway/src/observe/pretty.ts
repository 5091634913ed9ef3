import colors from 'picocolors'
import type { DestinationStream } from 'pino'
import { printable, printableLines } from '../model/printable.ts'

const paint: Readonly<Record<string, (text: string) => string>> = {
  trace: colors.dim,
  debug: colors.dim,
  info: colors.cyan,
  warn: colors.yellow,
  error: colors.red,
  fatal: colors.red,
}

/** Turns pino's JSON lines into short colored ones, for a person at a terminal. */
export function prettyStream(out: NodeJS.WritableStream): DestinationStream {
  return {
    write(line: string): void {
      out.write(`${prettyLine(line)}\n`)
    },
  }
}

function prettyLine(line: string): string {
  const { time, level, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>
  const name = String(level)
  const clock = String(time).slice(11, 23)
  const fields = Object.entries(rest).map(
    ([key, value]) => `${key}=${printable(typeof value === 'string' ? value : JSON.stringify(value))}`,
  )
  const head = `${colors.dim(clock)} ${(paint[name] ?? String)(name.padEnd(5))} ${printableLines(String(msg ?? ''))}`
  const stack =
    typeof err === 'object' && err !== null && 'stack' in err ? `\n${printableLines(String(err.stack))}` : ''
  return (fields.length === 0 ? head : `${head} ${colors.dim(fields.join(' '))}`) + stack
}
