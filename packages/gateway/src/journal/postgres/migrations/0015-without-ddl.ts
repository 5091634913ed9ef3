import { rewrite1 } from '../functions/rewrite-1.ts'
import { clearSegment1, makeSegment1 } from '../functions/segments-1.ts'
import type { Migration } from './migration.ts'

/** Lets gateways serve under a role that may not change the schema. */
export const withoutDdl: Migration = {
  version: 15,
  usableFrom: 1,
  locks: 'Makes functions; locks nothing that was there.',
  statements: [
    makeSegment1,
    clearSegment1,
    rewrite1,
    'revoke execute on function countersign.make_segment_1(bigint, bigint, bigint) from public',
    'revoke execute on function countersign.clear_segment_1(bigint, text[], boolean) from public',
    'revoke execute on function countersign.rewrite_1(text, bigint) from public',
  ],
}
