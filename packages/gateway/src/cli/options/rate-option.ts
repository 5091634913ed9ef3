import { InvalidArgumentError } from 'commander'

/**
 * Parses an option that says how often a second: a number above 0, also a fraction such as 0.5. Throws
 * InvalidArgumentError.
 *
 * @param bounds.least - default: whatever is above 0
 */
export function parseRate({
  least = 0,
  most,
}: {
  readonly least?: number
  readonly most: number
}): (text: string) => number {
  const from = least === 0 ? 'above 0,' : `from ${least}`
  return (text) => {
    const number = Number(text)
    if (!/^\d{1,9}(\.\d{1,6})?$/.test(text) || number === 0 || number < least || number > most)
      throw new InvalidArgumentError(`It must be a number ${from} up to ${most}.`)
    return number
  }
}
