import { readdirSync } from 'node:fs'
import { constants, getPriority, setPriority } from 'node:os'

/**
 * What else wants a processor goes first; on Linux each thread has a priority of its own. Not the lowest: as long as the
 * copy takes, the log grows. Who was begun with a lower one keeps it: he may not raise it.
 */
export function stepAside(): void {
  if (process.platform !== 'linux') return
  const aside = constants.priority.PRIORITY_BELOW_NORMAL
  for (const thread of readdirSync('/proc/self/task').map(Number))
    if (getPriority(thread) < aside) setPriority(thread, aside)
}
