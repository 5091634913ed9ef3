import { compileFilter, FilterRefused } from '../configuration/filter.ts'
import { compileOrderKey } from '../configuration/order-key.ts'
import { Refusal } from '../model/refusal.ts'

/** Refuses a filter that does not compile, with the position: ERR_FILTER. */
export function checkFilter(text: string | null): void {
  if (text !== null) compiled('/filter', () => compileFilter(text))
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
