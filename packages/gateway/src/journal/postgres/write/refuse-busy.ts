import { DestinationBusy } from '../../errors.ts'
import { finalNumber } from '../../stored-numbers.ts'
import type { Query } from '../wire/database.ts'

/**
 * Refuses where something is left that may still be sent to a destination; throws `DestinationBusy`. No append may
 * be under way: it would bring something that is not counted.
 */
export async function refuseBusy(query: Query, destination: string): Promise<void> {
  const [row] = await query<{ waiting: number; dead: number; replays: number }>(waitingFor, [destination])
  const { waiting = 0, dead = 0, replays = 0 } = row ?? {}
  if (waiting + dead + replays > 0) throw new DestinationBusy({ destination, waiting, dead, replays })
}

const waitingFor = `
  with wanted as (select l.number as lane, d.number as destination
    from countersign.destination d join countersign.lane l on l.destination = d.number where d.id = $1)
  select (select count(*)::int from countersign.queue where lane in (select lane from wanted)) as waiting,
    (select count(*)::int from countersign.attempt
      where lane in (select lane from wanted) and final = ${finalNumber.dead}) as dead,
    (select count(*)::int from countersign.replay where state in ('running', 'paused')
      and (doc::jsonb ->> 'destination')::int in (select destination from wanted)) as replays`
