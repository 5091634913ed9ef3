import { compileFilter, FilterRefused, longestFilter } from '../configuration/filter.ts'
import { compileOrderKey } from '../configuration/order-key.ts'
import { plainNeeds } from '../configuration/plain-needs.ts'
import { Refusal } from '../model/refusal.ts'

/** Refuses a filter that does not compile, with the position: ERR_FILTER. */
export function checkFilter(text: string | null): void {
  // Of what is plain to see nothing is ever refused but its length.
  if (text === null || (text.length <= longestFilter && plainNeeds(text) !== null)) return
  compiled('/filter', () => compileFilter(text))
}

/** Refuses an order key that does not compile, likewise. */
export function checkOrderKey(text: string): void {
  compiled('/order/key', () => compileOrderKey(text))
}

function compiled(at: string, compile: () => unknown): void {
  try {
    compile()
  } catch (error) {
    if (!(error instanceof FilterRefused)) throw error
    const { message, column } = error
    throw new Refusal('ERR_FILTER', message, [{ at, message, ...(column !== null && { column }) }])
  }
}
