import { createRequire } from 'node:module'
import type { Scheme } from 'countersign'
import { schemeNames } from 'countersign/schemes'

// Synchronous, and Node 24 requires ES modules: a configuration is compiled at once, whatever schemes it names.
const load = createRequire(import.meta.url)

const loaded = new Map<string, Scheme>()

function schemeOf(name: string): Scheme {
  const known = loaded.get(name)
  if (known !== undefined) return known
  const [scheme] = Object.values<Scheme>(load(`countersign/schemes/${name}`))
  if (scheme === undefined) throw new Error(`countersign/schemes/${name} exports no scheme`)
  loaded.set(name, scheme)
  return scheme
}

/** The library's schemes by name. Each is loaded when it is looked at: neither start nor memory grow with their number. */
export const schemes: Readonly<Record<string, Scheme>> = Object.defineProperties(
  {},
  Object.fromEntries(schemeNames.map((name) => [name, { enumerable: true, get: () => schemeOf(name) }])),
)
