import type { Erasure } from '../../api/types.ts'
import type { StateName } from '../../parts/state.tsx'

/** What its states look like. */
export const erasureStates: Readonly<Record<Erasure['state'], StateName>> = {
  running: 'running',
  purging: 'running',
  canceling: 'running',
  done: 'done',
  canceled: 'canceled',
}
