import { isIP } from 'node:net'

/** What resolv.conf(5) says of look-ups, as far as it is followed. */
export interface ResolvConf {
  /** Addresses, with `:port` where one is given; none: the C library’s default. */
  readonly nameservers: readonly string[]
  /** Domains that a short name is looked for in; null where nothing is said. */
  readonly search: readonly string[] | null
  /** A name with so many dots is first looked up as it is. */
  readonly ndots: number
  /** The wait for one answer, in ms; null where nothing is said. */
  readonly timeoutMs: number | null
  /** How often each server is asked; null where nothing is said. */
  readonly attempts: number | null
}

/** As many as the C library takes. */
const [mostServers, mostDomains, mostDots] = [3, 6, 15]

/** Reads a resolv.conf; of `domain` and `search` the last counts. */
export function parseResolvConf(text: string): ResolvConf {
  const nameservers: string[] = []
  let search: readonly string[] | null = null
  const options = new Map<string, number>()
  for (const line of text.split('\n')) {
    if (/^\s*[#;]/.test(line)) continue
    const [keyword = '', ...values] = line.trim().split(/\s+/)
    const [first = ''] = values
    if (keyword === 'nameserver' && isServer(first) && nameservers.length < mostServers)
      nameservers.push(first)
    if (keyword === 'domain' && first !== '') search = [first]
    if (keyword === 'search') search = values.slice(0, mostDomains)
    if (keyword !== 'options') continue
    for (const value of values) {
      const match = /^(ndots|timeout|attempts):(\d{1,4})$/.exec(value)
      if (match !== null) options.set(match[1] ?? '', Number(match[2]))
    }
  }
  const timeout = options.get('timeout')
  return {
    nameservers,
    search:
      search?.map((domain) => domain.replace(/^\.+|\.+$/g, '')).filter((domain) => domain !== '') ?? null,
    ndots: Math.min(options.get('ndots') ?? 1, mostDots),
    timeoutMs: timeout === undefined || timeout === 0 ? null : timeout * 1000,
    attempts: options.get('attempts') || null,
  }
}

/** An address, or one with a port: `192.0.2.1`, `192.0.2.1:5353`, `[2001:db8::1]:5353`. */
export function isServer(text: string): boolean {
  if (isIP(text) !== 0) return true
  const match = /^(?:\[(.+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(text)
  return isIP(match?.[1] ?? match?.[2] ?? '') !== 0 && Number(match?.[3] ?? 1) <= 65_535
}

/** The full names that a name may stand for, in the order in which they are asked for (resolv.conf(5), `ndots`). */
export function candidates(name: string, search: readonly string[], ndots: number): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)]
  const dots = name.split('.').length - 1
  const searched = search.map((domain) => `${name}.${domain}`)
  const all = dots >= ndots ? [name, ...searched] : [...searched, name]
  return all.filter((one) => one.length <= 253)
}
