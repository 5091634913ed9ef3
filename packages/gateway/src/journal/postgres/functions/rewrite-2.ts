import { derived } from './derived.ts'
import { rewrite1 } from './rewrite-1.ts'

/** `rewrite_1` that writes `path_value` anew as well. */
export const rewrite2: string = derived(rewrite1, [
  ['create function countersign.rewrite_1(', 'create function countersign.rewrite_2('],
  [
    "('rejection', 'replay', 'queue', 'erasure')",
    "('rejection', 'replay', 'queue', 'erasure', 'path_value')",
  ],
])
