import pg from 'pg'
import { JournalRefused } from '../../errors.ts'
import { wireTypes } from './wire-types.ts'

/** The server of several that takes writes. */
export interface Hosts {
  /** A URL of one host for the driver. Rejects with what the last host tried has said. */
  url(): Promise<string>
  /** That host no longer takes writes, or cannot be reached: the next call looks again. */
  lost(): void
}

const takesWrites: ReadonlySet<string> = new Set(['any', 'read-write', 'primary'])

/**
 * Reads a URL as libpq does where it names several hosts: `postgres://u:p@one:5432,two:5433/db?target_session_attrs=…`.
 * The driver knows one host alone. Of several the first that takes writes is used, whether `read-write`, `primary`,
 * `any` or nothing was asked for: a gateway that only reads is none. Throws `JournalRefused`, ERR_DATABASE_URL, where
 * standbys are asked for or the URL is none.
 */
function readHosts(url: string): string[] {
  const parts = /^(postgres(?:ql)?:\/\/)([^@/?]*@)?([^/?]*)([^?]*)(?:\?(.*))?$/.exec(url)
  if (parts === null)
    return refuse('The database URL does not have the form postgres://user:password@host/database.')
  const [, scheme = '', user = '', hosts = '', path = '', query = ''] = parts
  const parameters = new URLSearchParams(query)
  const attributes = parameters.get('target_session_attrs') ?? 'read-write'
  if (!takesWrites.has(attributes))
    return refuse(
      'target_session_attrs of the database URL asks for a server that takes no writes. Use read-write.',
    )
  const others = query.split('&').filter((each) => each !== '' && !each.startsWith('target_session_attrs='))
  const rest = `${path}${others.length > 0 ? `?${others.join('&')}` : ''}`
  const urls = hosts.split(',').map((host) => `${scheme}${user}${host}${rest}`)
  for (const each of urls)
    if (!URL.canParse(each)) return refuse('The database URL names no host, or one that is none.')
  return urls
}

/** Nothing is asked where there is one host. */
export function createHosts(url: string, connectTimeoutMs: number): Hosts {
  const urls = readHosts(url)
  const [only] = urls
  if (urls.length === 1 && only !== undefined) return { url: async () => only, lost: () => undefined }
  let found: Promise<string> | null = null
  return {
    url() {
      found ??= firstWritable(urls, connectTimeoutMs).catch((error: unknown) => {
        found = null
        throw error
      })
      return found
    },
    lost() {
      found = null
    },
  }
}

async function firstWritable(urls: readonly string[], connectTimeoutMs: number): Promise<string> {
  let said: unknown = new Error('no host')
  for (const url of urls) {
    const client = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: connectTimeoutMs,
      application_name: 'countersign look',
      types: wireTypes,
    })
    client.on('error', () => undefined)
    try {
      await client.connect()
      const { rows } = await client.query<{ only: string }>(
        `select current_setting('transaction_read_only') as only`,
      )
      if (rows[0]?.only === 'off') return url
      said = new pg.DatabaseError('No host of the database URL takes writes.', 0, 'error')
      Object.assign(said as object, { code: '25006' })
    } catch (error) {
      said = error
    } finally {
      void client.end().catch(() => undefined)
    }
  }
  throw said
}

function refuse(sentence: string): never {
  throw new JournalRefused('ERR_DATABASE_URL', sentence)
}
