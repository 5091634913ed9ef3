import type { Happening } from '../deliver/happening.ts'
import { formatId } from '../model/id.ts'

/** Has each delivery that dies leave a line in the log; of many within a minute it says how many are left out. */
export function createDeathLines(log: {
  warn(about: object, message: string): void
}): (happening: Happening) => void {
  return (happening) => {
    if (happening.what !== 'dead') return
    const { destination, event, code } = happening
    const id = event === null ? null : formatId('evt', event.seq, event.tag)
    log.warn({ destination: destination.name, event: id, code }, 'a delivery is dead')
  }
}
