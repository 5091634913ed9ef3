import { afterAll, beforeAll } from 'vitest'
import type { Journal } from '../../src/journal/journal.ts'
import { openPostgresJournal, type PostgresOptions } from '../../src/journal/postgres/open.ts'
import { type Server, startServer } from './server.ts'

/** One server for a test file, and journals on it that are closed at the end. */
export interface WithServer {
  readonly server: Server
  open(options: Partial<PostgresOptions> & { url: string }): Promise<Journal>
}

export function withServer(settings: Readonly<Record<string, string>> = {}): WithServer {
  let server: Server | undefined
  const journals: Journal[] = []
  beforeAll(async () => {
    server = await startServer({ settings })
  })
  afterAll(async () => {
    await Promise.all(journals.map((journal) => journal.close()))
    await server?.close()
  })
  return {
    get server() {
      if (server === undefined) throw new Error('The server is not up.')
      return server
    },
    open: async (options) => {
      const journal = await openPostgresJournal({ now: Date.now, ...options })
      journals.push(journal)
      return journal
    },
  }
}
