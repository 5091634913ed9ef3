import { connect, createServer, type Server as NetServer, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { JournalUnavailable } from '../../src/journal/errors.ts'
import type { Journal } from '../../src/journal/journal.ts'
import { openPostgresJournal } from '../../src/journal/postgres/open.ts'
import { appendOne, ledger, noon, sampleEvent, sampleSource, setUp } from '../journal/samples.ts'
import { debian15, hasDebian15, type Server, startServer } from '../postgres/server.ts'

// The old primary lives on, read-only, and keeps the connections that it has. Nothing tells a gateway but its answers.

if (!hasDebian15)
  test('SKIPPED ALOUD: no PostgreSQL 15 of Debian on this machine, whose pg_basebackup makes a standby', () => {})
else
  describe('a switchover to a streaming standby', () => {
    const ended: (() => Promise<unknown> | unknown)[] = []
    let primary: Server
    let standby: Server
    let url = ''

    beforeEach(async () => {
      primary = await startServer({ bin: debian15 })
      ended.push(() => primary.close())
      url = await primary.database()
    })
    afterEach(async () => {
      for (const end of ended.splice(0).reverse()) await end()
    })

    async function switchOver(): Promise<void> {
      await primary.query('alter system set default_transaction_read_only = on')
      await primary.query('select pg_reload_conf()')
      await standby.query('select pg_promote()')
    }

    async function startStandby(): Promise<void> {
      standby = await startServer({ bin: debian15, standbyOf: primary })
      ended.push(() => standby.close())
    }

    /** Takes in on the new primary, hears of a change that is made there, and has what it was answered before. */
    async function goesOn(journal: Journal): Promise<void> {
      const elsewhere = await openPostgresJournal({
        url: url.replace(`:${primary.port}/`, `:${standby.port}/`),
        now: Date.now,
      })
      ended.push(() => elsewhere.close())
      const heard = new Promise<void>((resolve) => journal.onConfigurationChanged(resolve))
      const change = await elsewhere.configure({ sources: [sampleSource('later')] }, noon)
      await heard
      expect((await journal.since(null)).epoch).toBe(change.epoch)
      const seq = await eventually(() => appendOne(journal, sampleEvent({ epoch: change.epoch })))
      expect(await elsewhere.event(seq)).toMatchObject({ seq })
    }

    test('behind a name that leads to the new primary', async () => {
      let port = primary.port
      const sockets = new Set<Socket>()
      const name: NetServer = createServer((client) => {
        const server = connect(port, '127.0.0.1')
        for (const socket of [client, server]) {
          sockets.add(socket)
          socket.on('error', () => undefined)
        }
        client.pipe(server).pipe(client)
      })
      await new Promise<void>((resolve) => name.listen(0, '127.0.0.1', resolve))
      const address = name.address()
      const through = typeof address === 'object' ? address?.port : 0
      ended.push(() => {
        for (const socket of sockets) socket.destroy()
        name.close()
      })
      const journal = await openPostgresJournal({
        url: url.replace(`:${primary.port}/`, `:${through}/`),
        now: Date.now,
      })
      ended.push(() => journal.close())
      const { epoch } = await setUp(journal, 'app')
      const event = sampleEvent({ epoch, ledger: ledger('before') })
      await appendOne(journal, event)
      await startStandby()
      await caughtUp()
      await switchOver()
      port = standby.port
      // Renewals alone tell it: nothing is taken in, and reads go on from the old one until then.
      await eventually(() => journal.own('me', 60_000))
      await goesOn(journal)
      expect(
        (await journal.append([{ ...event, epoch: (await journal.since(null)).epoch }]))[0]?.outcome,
      ).toBe('duplicate')
    })

    test('where the URL names both hosts', async () => {
      // The standby first: a start finds the one that takes writes.
      const first = await openPostgresJournal({ url, now: Date.now })
      await setUp(first, 'app')
      await first.close()
      await startStandby()
      const both = url.replace(
        `127.0.0.1:${primary.port}/`,
        `127.0.0.1:${standby.port},127.0.0.1:${primary.port}/`,
      )
      const journal = await openPostgresJournal({
        url: `${both}?target_session_attrs=read-write`,
        now: Date.now,
      })
      ended.push(() => journal.close())
      const { epoch } = await journal.since(null)
      await appendOne(journal, sampleEvent({ epoch }))
      await caughtUp()
      await switchOver()
      await eventually(() => journal.own('me', 60_000))
      await goesOn(journal)
    })

    async function caughtUp(): Promise<void> {
      await expect
        .poll(async () => {
          const [row] = await primary.query(
            'select bool_and(replay_lsn = pg_current_wal_lsn()) as done from pg_stat_replication',
          )
          return row?.done
        })
        .toBe(true)
    }
  })

test('a URL that asks for a standby, or is none, is refused with a sentence', async () => {
  for (const url of [
    'postgres://u@one,two/db?target_session_attrs=standby',
    'postgres://u@one:1,two:x/db',
    'mysql://u@one/db',
  ])
    await expect(openPostgresJournal({ url, now: Date.now })).rejects.toMatchObject({
      name: 'JournalRefused',
      code: 'ERR_DATABASE_URL',
    })
})

async function eventually<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof JournalUnavailable) || tries > 400) throw error
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
  }
}
