import { append5 } from '../functions/append-5.ts'
import { append6 } from '../functions/append-6.ts'
import { expire2 } from '../functions/expire-2.ts'
import { settle2 } from '../functions/settle-2.ts'
import { tallyDeliveries1, tallyEvents1 } from '../functions/tally-1.ts'
import type { Migration } from './migration.ts'

const latencies = Array.from({ length: 16 }, (_, bucket) => `l${bucket} bigint not null`).join(', ')
/** As of `counter`: a few rows are written again and again. */
const rewritten =
  'with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.1, autovacuum_vacuum_threshold = 1000)'

/**
 * Counts over time: of what came in by source, of what went out by destination. Gateways of before count nothing
 * there.
 */
export const tallies: Migration = {
  version: 22,
  usableFrom: 1,
  locks: 'Creates tables and functions; locks nothing that was there.',
  statements: [
    `create table countersign.event_tally (
       step int not null, at bigint not null, source int not null, outcome smallint not null,
       gateway text not null, slot int not null, count bigint not null, bytes bigint not null,
       primary key (step, at, source, outcome, gateway, slot)
     ) ${rewritten}`,
    `create table countersign.delivery_tally (
       step int not null, at bigint not null, destination int not null, outcome smallint not null,
       gateway text not null, slot int not null, count bigint not null, ${latencies},
       primary key (step, at, destination, outcome, gateway, slot)
     ) ${rewritten}`,
    tallyEvents1,
    tallyDeliveries1,
    append5,
    append6,
    settle2,
    expire2,
  ],
}
