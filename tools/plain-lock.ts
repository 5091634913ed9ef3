import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Brings the lock into the form that it is kept in; `npm run lock` after a dependency was added. It names no registry,
 * and no Node that is newer than the one with which somebody may run npm: all that is installed runs on the Node that
 * is installed with it, and a warning of each that wants it (EBADENGINE) would say what is not so.
 */
interface Locked {
  resolved?: string
  engines?: { readonly node?: string }
}

/** Whether a range leaves out Node 20, the oldest that `npm ci` is run on. */
export function refusesNode20(range: string): boolean {
  return !range.split('||').some((part) => {
    const [, operator, major] = /^\s*(\^|~|>=|>)?\s*v?(\d+|\*)/.exec(part) ?? []
    return major === '*' || (operator?.startsWith('>') ? Number(major) <= 20 : Number(major) === 20)
  })
}

if (import.meta.main) {
  const file = join(import.meta.dirname, '..', 'package-lock.json')
  const lock = JSON.parse(readFileSync(file, 'utf8')) as { packages: Record<string, Locked> }
  for (const locked of Object.values(lock.packages)) {
    if (locked.resolved?.includes('://')) delete locked.resolved
    if (refusesNode20(locked.engines?.node ?? '*')) delete locked.engines
  }
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`)
}
