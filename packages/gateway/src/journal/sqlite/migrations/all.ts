import { initial } from './0001-initial.ts'
import { connections } from './0002-connections.ts'
import { order } from './0003-order.ts'
import { replays } from './0004-replays.ts'
import { rounds } from './0005-rounds.ts'
import { loans } from './0006-loans.ts'
import { health } from './0007-health.ts'
import { erasures } from './0008-erasures.ts'
import { signIns } from './0009-sign-ins.ts'
import { undecided } from './0010-undecided.ts'
import { bytesKey } from './0011-bytes-key.ts'
import { audit } from './0012-audit.ts'
import { people } from './0013-people.ts'
import { names } from './0014-names.ts'
import { blocks } from './0015-blocks.ts'
import { tallies } from './0016-tallies.ts'
import { refusalGroups } from './0017-refusal-groups.ts'
import { keyRoot } from './0018-key-root.ts'
import { repeats } from './0019-repeats.ts'
import { pathValues } from './0020-path-values.ts'
import { rejectionCauses } from './0021-rejection-causes.ts'

/** In order; the schema's version is how many of them have run. One that has been published never changes. */
export const migrations: readonly string[] = [
  initial,
  connections,
  order,
  replays,
  rounds,
  loans,
  health,
  erasures,
  signIns,
  undecided,
  bytesKey,
  audit,
  people,
  names,
  blocks,
  tallies,
  refusalGroups,
  keyRoot,
  repeats,
  pathValues,
  rejectionCauses,
]
