import { first } from './0001-first.ts'
import { connections } from './0002-connections.ts'
import { order } from './0003-order.ts'
import { replays } from './0004-replays.ts'
import { rounds } from './0005-rounds.ts'
import { loans } from './0006-loans.ts'
import { health } from './0007-health.ts'
import { erasures } from './0008-erasures.ts'
import { plainAppends } from './0009-plain-appends.ts'
import { ownLocks, ownLocksAlone } from './0010-own-locks.ts'
import { sessions } from './0012-sessions.ts'
import { signIns } from './0013-sign-ins.ts'
import { undecided } from './0014-undecided.ts'
import { withoutDdl } from './0015-without-ddl.ts'
import { bytesKeys } from './0016-bytes-keys.ts'
import { shownEnds } from './0017-shown-ends.ts'
import { audit } from './0018-audit.ts'
import { people } from './0019-people.ts'
import { changes } from './0020-changes.ts'
import { blocks } from './0021-blocks.ts'
import { tallies } from './0022-tallies.ts'
import { refusalGroups } from './0023-refusal-groups.ts'
import { heedingLanes } from './0024-heeding-lanes.ts'
import { repeats } from './0025-repeats.ts'
import { pathValues } from './0026-path-values.ts'
import { changedLanes } from './0027-changed-lanes.ts'
import { rewrittenValues } from './0028-rewritten-values.ts'
import { summedTallies } from './0029-summed-tallies.ts'
import { rejectionCauses } from './0030-rejection-causes.ts'
import type { Migration } from './migration.ts'

/** In order. */
export const migrations: readonly Migration[] = [
  first,
  connections,
  order,
  replays,
  rounds,
  loans,
  health,
  erasures,
  plainAppends,
  ownLocks,
  ownLocksAlone,
  sessions,
  signIns,
  undecided,
  withoutDdl,
  bytesKeys,
  shownEnds,
  audit,
  people,
  changes,
  blocks,
  tallies,
  refusalGroups,
  heedingLanes,
  repeats,
  pathValues,
  changedLanes,
  rewrittenValues,
  summedTallies,
  rejectionCauses,
]
