import { InvalidArgumentError } from 'commander'

/**
 * A moment from the command line: seconds since 1970 (up to 11 digits, as providers sign them), milliseconds
 * (13 digits), or ISO 8601 with a time zone. For commander's argument parser.
 */
export function parseMoment(text: string): Date {
  if (/^\d{1,11}$/.test(text)) return new Date(Number(text) * 1000)
  if (/^\d{13}$/.test(text)) return new Date(Number(text))
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/
  const date = iso.test(text) ? new Date(text) : null
  if (date === null || Number.isNaN(date.getTime()))
    throw new InvalidArgumentError('Give seconds since 1970, or a time such as 2026-11-21T22:18:44Z.')
  return date
}
