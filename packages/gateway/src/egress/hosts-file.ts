import { isIP } from 'node:net'
import type { ResolvedAddress } from './resolve.ts'

/** Reads a hosts file (hosts(5)): the addresses of each name, in the order of the lines. Names in lower case. */
export function parseHostsFile(text: string): ReadonlyMap<string, readonly ResolvedAddress[]> {
  const known = new Map<string, ResolvedAddress[]>()
  for (const line of text.split('\n')) {
    const [address = '', ...names] = (line.split('#', 1)[0] ?? '').trim().split(/\s+/)
    const family = isIP(address)
    if (family === 0) continue
    for (const name of new Set(names.map((each) => each.toLowerCase()))) {
      const before = known.get(name) ?? []
      if (!before.some((one) => one.address === address)) before.push({ address, family })
      known.set(name, before)
    }
  }
  return known
}
