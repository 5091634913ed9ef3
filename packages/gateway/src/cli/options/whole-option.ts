import { InvalidArgumentError } from 'commander'
import type { Bounds } from '../../model/bounds.ts'

/** Parses an option that is a whole number within bounds; anything else ends with a sentence that names them. */
export function parseWhole({ least, most }: Bounds): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (!/^\d{1,15}$/.test(text) || number < least || number > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    return number
  }
}

/** What a number is where it is not given, for the help of an option. */
export function usually({ usual }: Bounds): string {
  return `(default: ${usual})`
}
