import type { Configuration } from '../model/configuration.ts'
import type { Destination } from '../model/destination.ts'

/** From so many on they are gone through once, which costs less than to find each. */
const many = 1_000

/** What finds destinations by number, so many of them. */
export function destinationsIn(
  { destinations }: Configuration,
  count: number,
): (number: number) => Destination | undefined {
  if (count < many) return (number) => destinations.one('number', number)
  const byNumber = new Map(Array.from(destinations, (destination) => [destination.number, destination]))
  return (number) => byNumber.get(number)
}
