import { lookup } from 'node:dns/promises'
import { hostname as nameOfHost } from 'node:os'
import { createFileReader } from './file-reader.ts'
import { parseHostsFile } from './hosts-file.ts'
import { type LookedUp, lookUp } from './look-up.ts'
import { candidates, parseResolvConf } from './resolv-conf.ts'
import { LookUpFailed, type Resolve, type ResolvedAddress } from './resolve.ts'

/** How names are resolved. */
export interface ResolverOptions {
  /**
   * `dns`: the hosts file, then the name servers of resolv.conf; `system`: getaddrinfo, by which a server that hangs
   * holds one of four threads; or name servers that are asked instead of resolv.conf’s, as `192.0.2.1:53`.
   */
  readonly by: 'dns' | 'system' | readonly string[]
  /** Default: the system’s. */
  readonly hostsFile?: string
  /** Default `/etc/resolv.conf`. */
  readonly resolvConf?: string
  /** A clock that nobody sets, in ms. Default `performance.now`. */
  readonly now?: () => number
  /** The whole of one look-up, in ms. Default 10,000. */
  readonly longestMs?: number
}

/** Names that are remembered; the oldest make room. A name and a few addresses have some 500 bytes. */
const mostNames = 2_000
/** An answer is asked for again after this at the latest, however long it says that it is good for; in ms. */
const longestTtlMs = 300_000
/** That a name is not there, or that nobody could say, is remembered this long, in ms. */
const failureMs = 5_000
/** Look-ups under way at once: each has a socket or two. */
const mostAtOnce = 512
/** The wait for one answer, in ms, and how often one is asked for, where resolv.conf does not say. */
const [answerMs, longestAnswerMs, tries] = [2_000, 5_000, 2]

interface Remembered {
  readonly until: number
  readonly addresses: readonly ResolvedAddress[] | null
  readonly code: string
}

/**
 * Resolves names so that no name server can hold up what goes to another destination: a look-up takes no thread, ends
 * in its time, is shared by all that wait for the same name, and what it found is remembered for as long as its TTL
 * says. What may be reached is decided elsewhere, each time that an address is used.
 */
export function createResolver(options: ResolverOptions): Resolve {
  const { by, now = () => performance.now(), longestMs = 10_000 } = options
  const underWay = new Map<string, Promise<readonly ResolvedAddress[]>>()
  const shared = (
    name: string,
    begin: () => Promise<readonly ResolvedAddress[]>,
  ): Promise<readonly ResolvedAddress[]> => {
    const known = underWay.get(name)
    if (known !== undefined) return known
    if (underWay.size >= mostAtOnce) return Promise.reject(new LookUpFailed('EAI_AGAIN'))
    const begun = begin().finally(() => underWay.delete(name))
    underWay.set(name, begun)
    return begun
  }
  if (by === 'system') return (hostname) => shared(hostname, () => lookup(hostname, { all: true }))

  const hosts = createFileReader(options.hostsFile ?? systemHostsFile(), parseHostsFile)
  const conf = createFileReader(options.resolvConf ?? '/etc/resolv.conf', parseResolvConf)
  const remembered = new Map<string, Remembered>()
  const remember = (name: string, found: Remembered): void => {
    remembered.delete(name)
    if (found.until <= now()) return
    remembered.set(name, found)
    for (const oldest of remembered.keys()) {
      if (remembered.size <= mostNames) break
      remembered.delete(oldest)
    }
  }
  const ask = async (name: string): Promise<readonly ResolvedAddress[]> => {
    const { nameservers, search, ndots, timeoutMs, attempts } = conf()
    try {
      const found: LookedUp = await lookUp(candidates(name, search ?? ownDomain(), ndots), {
        servers: by === 'dns' ? nameservers : by,
        timeoutMs: Math.min(timeoutMs ?? answerMs, longestAnswerMs),
        tries: attempts ?? tries,
        longestMs,
      })
      const { addresses } = found
      remember(name, { until: now() + Math.min(found.ttlMs, longestTtlMs), addresses, code: '' })
      return addresses
    } catch (error) {
      if (error instanceof LookUpFailed)
        remember(name, { until: now() + failureMs, addresses: null, code: error.code })
      throw error
    }
  }
  return async (hostname) => {
    const name = hostname.toLowerCase()
    const plain = name.endsWith('.') ? name.slice(0, -1) : name
    const listed = hosts().get(plain)
    if (listed !== undefined) return listed
    // RFC 6761, section 6.3: nobody is asked where this is.
    if (/(^|\.)localhost$/.test(plain)) return loopback
    const known = remembered.get(name)
    if (known !== undefined && known.until > now()) {
      if (known.addresses === null) throw new LookUpFailed(known.code)
      return known.addresses
    }
    return await shared(name, () => ask(name))
  }
}

const loopback: readonly ResolvedAddress[] = [
  { address: '127.0.0.1', family: 4 },
  { address: '::1', family: 6 },
]

/** Where resolv.conf names no domain, the machine’s own is searched. */
function ownDomain(): readonly string[] {
  const [, ...domain] = nameOfHost().split('.')
  return domain.length === 0 ? [] : [domain.join('.')]
}

function systemHostsFile(): string {
  if (process.platform !== 'win32') return '/etc/hosts'
  return `${process.env.SystemRoot ?? 'C:\\Windows'}\\System32\\drivers\\etc\\hosts`
}
