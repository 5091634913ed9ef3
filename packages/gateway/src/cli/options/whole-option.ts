import { InvalidArgumentError } from 'commander'

/** Parses an option that is a whole number within bounds; anything else ends with a sentence that names them. */
export function parseWhole(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text)
    if (!/^\d{1,15}$/.test(text) || number < min || number > max)
      throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`)
    return number
  }
}
