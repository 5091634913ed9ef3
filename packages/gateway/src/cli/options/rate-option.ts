import { InvalidArgumentError } from 'commander'

/** Parses an option that says how often a second: a number above 0, also a fraction such as 0.5. */
export function parseRate({ most }: { readonly most: number }): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (!/^\d{1,9}(\.\d{1,6})?$/.test(text) || number === 0 || number > most)
      throw new InvalidArgumentError(`It must be a number above 0, up to ${most}.`)
    return number
  }
}
