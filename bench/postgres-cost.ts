import { readdirSync, readFileSync } from 'node:fs'
import type { Server } from '../packages/gateway/test/postgres/server.ts'
import { cpuSeconds, parentOf } from './machine.ts'

/** What a server had used and written at a moment. */
export interface Used {
  /** Processor time of all its processes; 0 where there is no /proc. */
  readonly cpuSeconds: number
  /** Bytes of write-ahead log. */
  readonly wal: number
  /** Pages that were written to the log whole, as a page is at its first change after a checkpoint. */
  readonly wholePages: number
  /** Rows of one database, each index aside. */
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
}

/** A connection that has fallen idle tells the server's statistics of its last rows after so long. */
export const statisticsLagMs = 11_000

/** What the server has used until now, and written to the database of this URL. */
export async function usedBy(server: Server, url: string): Promise<Used> {
  const [row] = await server.query(
    `select pg_current_wal_insert_lsn() - '0/0' as wal, (select wal_fpi from pg_stat_wal) as pages, tup_inserted as inserted, tup_updated as updated,
            tup_deleted as deleted
       from pg_stat_database where datname = current_database()`,
    url,
  )
  const number = (name: string): number => Number(row?.[name] ?? 0)
  return {
    cpuSeconds: cpuOf(server.port),
    wal: number('wal'),
    wholePages: number('pages'),
    inserted: number('inserted'),
    updated: number('updated'),
    deleted: number('deleted'),
  }
}

/** The differences for each of so many events. */
export function anEvent(before: Used, after: Used, events: number): Used {
  const each = (name: keyof Used): number => (after[name] - before[name]) / events
  return {
    cpuSeconds: each('cpuSeconds'),
    wal: each('wal'),
    wholePages: each('wholePages'),
    inserted: each('inserted'),
    updated: each('updated'),
    deleted: each('deleted'),
  }
}

/** In words. */
export function costLine(cost: Used): string {
  const { cpuSeconds: seconds, wal, wholePages, inserted, updated, deleted } = cost
  return (
    `the database, an event: ${(seconds * 1e6).toFixed(0)} µs of CPU, ${wal.toFixed(0)} B of log with ${wholePages.toFixed(2)} whole pages, ` +
    `rows ${inserted.toFixed(2)} in, ${updated.toFixed(2)} changed, ${deleted.toFixed(2)} out`
  )
}

/** Of the server that listens on a port, all that it has started, and those of them that have ended. */
function cpuOf(port: number): number {
  const pids = process.platform === 'linux' ? readdirSync('/proc').map(Number).filter(Boolean) : []
  const parent = pids.find((pid) => fileOf(pid, 'cmdline').includes(`-p\0${port}\0`))
  if (parent === undefined) return 0
  const stat = fileOf(parent, 'stat')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ended = (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / 100
  return pids
    .filter((pid) => pid === parent || parentOf(pid) === parent)
    .reduce((sum, pid) => sum + cpuSeconds(pid), ended)
}

function fileOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return ''
  }
}
