import { InvalidArgumentError } from 'commander'
import { parseDuration } from '../../model/duration.ts'

/** A list of waits such as `5s,1m,1h`, in ms; an empty text is an empty list. For commander's argument parser. */
export function parseDurations(text: string): readonly number[] {
  const parts = text === '' ? [] : text.split(',')
  return parts.map((part) => {
    const ms = parseDuration(part.trim())
    if (ms === null)
      throw new InvalidArgumentError('Give numbers and d, h, m or s, separated by commas, such as 5s,1m,1h.')
    return ms
  })
}
