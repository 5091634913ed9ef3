import { Resolver } from 'node:dns/promises'
import { LookUpFailed, type ResolvedAddress } from './resolve.ts'

/** Whom a name is asked of, and how patiently. */
export interface Asked {
  /** Empty: the name servers that c-ares finds by itself. */
  readonly servers: readonly string[]
  /** The wait for one answer, in ms; longer at each further try. */
  readonly timeoutMs: number
  readonly tries: number
  /** The whole look-up, in ms: then all that it used is given back. */
  readonly longestMs: number
}

/** A name’s addresses, IPv6 and IPv4 in turn, and how long they are good for. */
export interface LookedUp {
  readonly addresses: readonly ResolvedAddress[]
  readonly ttlMs: number
}

/** After the addresses of one family the wait for the other’s, in ms; some servers never answer for IPv6. */
const otherFamilyMs = 250
/** How long an answer is good for in which one family is missing, in ms. */
const partialMs = 30_000

interface Answered {
  readonly family: number
  readonly records: readonly { readonly address: string; readonly ttl: number }[]
  readonly code: string | null
}

/** No such name, or none with an address: another of its candidates may be one. */
const absent = new Set(['ENOTFOUND', 'ENODATA'])

/**
 * Looks up the first of these full names that has an address, as getaddrinfo does: a name that is not there, or whose
 * server fails, leads to the next. It is c-ares that asks (UDP, TCP where an answer is cut off, CNAMEs followed), by an
 * instance of its own, so that nothing waits for anything else and the end of its time frees its sockets. Rejects with
 * `LookUpFailed`.
 */
export async function lookUp(names: readonly string[], asked: Asked): Promise<LookedUp> {
  const resolver = new Resolver({ timeout: asked.timeoutMs, tries: asked.tries })
  if (asked.servers.length > 0) resolver.setServers(asked.servers)
  let over = false
  const timer = setTimeout(() => {
    over = true
    resolver.cancel()
  }, asked.longestMs)
  let failed: string | null = null
  try {
    for (const name of names) {
      const answers = await askBoth(resolver, name)
      const addresses = inTurn(answers)
      if (addresses.length > 0) return { addresses, ttlMs: ttlOf(answers) }
      const code = answers.map((one) => one.code ?? 'ENODATA').find((one) => !absent.has(one))
      if (over) throw new LookUpFailed('ETIMEOUT')
      if (code === 'ESERVFAIL') failed ??= code
      else if (code !== undefined) throw new LookUpFailed(code)
    }
    throw new LookUpFailed(failed ?? 'ENOTFOUND')
  } finally {
    clearTimeout(timer)
    // What was asked for the other family, and is waited for no more.
    resolver.cancel()
  }
}

function askBoth(resolver: Resolver, name: string): Promise<readonly Answered[]> {
  return new Promise((resolve) => {
    const answers: Answered[] = []
    let timer: NodeJS.Timeout | undefined
    const end = (): void => {
      clearTimeout(timer)
      resolve([...answers])
    }
    for (const family of [6, 4]) {
      void ask(resolver, name, family).then((answer) => {
        answers.push(answer)
        if (answers.length === 2) end()
        else if (answer.records.length > 0) timer = setTimeout(end, otherFamilyMs)
      })
    }
  })
}

async function ask(resolver: Resolver, name: string, family: number): Promise<Answered> {
  try {
    const records =
      family === 6
        ? await resolver.resolve6(name, { ttl: true })
        : await resolver.resolve4(name, { ttl: true })
    return { family, records, code: null }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return { family, records: [], code: code ?? 'ESERVFAIL' }
  }
}

/** IPv6 first and then one of each family in turn (RFC 8305, section 4). */
function inTurn(answers: readonly Answered[]): readonly ResolvedAddress[] {
  const [six = [], four = []] = [6, 4].map((family) =>
    answers
      .filter((one) => one.family === family)
      .flatMap(({ records }) => records.map(({ address }) => ({ address, family }))),
  )
  const longer = Math.max(six.length, four.length)
  return Array.from({ length: longer }, (_, at) => [six[at], four[at]])
    .flat()
    .filter((one) => one !== undefined)
}

function ttlOf(answers: readonly Answered[]): number {
  const shortest = Math.min(...answers.flatMap(({ records }) => records.map(({ ttl }) => ttl * 1000)))
  const whole = answers.length === 2 && answers.every(({ code }) => code === null || absent.has(code))
  return whole ? shortest : Math.min(shortest, partialMs)
}
