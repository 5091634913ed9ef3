import type { DatabaseSync } from 'node:sqlite'
import type { ConfigurationChange, Delta } from '../../../model/configuration.ts'
import type { Lane } from '../../../model/lane.ts'
import type { Documents } from '../../../model/outline.ts'
import { storedDestination } from '../../../model/stored-destination.ts'
import { storedSource } from '../../../model/stored-source.ts'
import { documentOf } from '../../audit/touched.ts'
import { DestinationBusy, JournalConflict } from '../../errors.ts'
import { finalNumber } from '../../stored-numbers.ts'
import { configurationReads, type Touched, tables } from '../read/configuration.ts'
import type { PackedDelta, Part } from '../wire/configuration.ts'
import { createChanges, touchedBy } from './changes.ts'
import type { State } from './state.ts'

export interface ConfigurationTables {
  /** What was touched since an epoch; null where that is not known, and all is to be read. */
  since(epoch: number): PackedDelta | null
  /** All there is, part by part; answers which state it is. */
  all(tell: (part: Part) => void): Pick<Delta, 'epoch' | 'changes'>
  /** Within a transaction; throws `JournalConflict` and `DestinationBusy`, and the transaction is rolled back. */
  change(change: ConfigurationChange): { readonly delta: PackedDelta; readonly lanes: readonly Lane[] }
  /** What was changed since the last commit is part of what `since` tells. */
  commit(): void
  /** What was changed since the last commit is taken back. */
  rollback(): void
  /** What is stored of that which a change names, by id, without bytes. */
  documents(change: ConfigurationChange): Documents
}

export function createConfigurationTables(db: DatabaseSync, state: State): ConfigurationTables {
  const read = configurationReads(db)
  const changes = createChanges(state.counts.epoch)
  const changed: { readonly epoch: number; readonly touched: Touched }[] = []
  const put = {
    source: db.prepare(
      'insert into source (id, document) values (?, ?) on conflict (id) do update set document = excluded.document',
    ),
    destination: db.prepare(
      'insert into destination (id, document) values (?, ?) on conflict (id) do update set document = excluded.document',
    ),
    lane: db.prepare(
      'insert into lane (destination, shard, fence) select number, ?2, 0 from destination where id = ?1 and not exists (select 1 from lane where lane.destination = destination.number and lane.shard = ?2)',
    ),
    route: db.prepare(
      'insert into route (id, document) values (?, ?) on conflict (id) do update set document = excluded.document',
    ),
    token: db.prepare(
      'insert into token (id, document, hash) values (?, ?, ?) on conflict (id) do update set document = excluded.document, hash = excluded.hash',
    ),
    connection: db.prepare(
      'insert into connection (id, document, token) values (?, ?, ?) on conflict (id) do update set document = excluded.document, token = excluded.token',
    ),
    secret: db.prepare(
      'insert into secret (id, owner, sealed, not_before, expires_at, created_at) values (?, ?, ?, ?, ?, ?) on conflict (id) do update set owner = excluded.owner, sealed = excluded.sealed, not_before = excluded.not_before, expires_at = excluded.expires_at, created_at = excluded.created_at',
    ),
  }
  const removals = [
    ...['route', 'token', 'secret', 'connection'].map((table) => `delete from ${table} where id = ?`),
    'delete from watch where connection = ?',
  ].map((sql) => db.prepare(sql))

  const stored = tables.map((table) => {
    const document =
      table === 'secret'
        ? "json_object('id', id, 'owner', owner, 'notBefore', not_before, 'expiresAt', expires_at, 'createdAt', created_at)"
        : 'document'
    return [table, db.prepare(`select ${document} as document from ${table} where id = ?`)] as const
  })

  const waitingFor = db.prepare(`
    with wanted as (select lane.number as lane, destination.number as destination
      from destination join lane on lane.destination = destination.number where destination.id = ?)
    select (select count(*) from queue where lane in (select lane from wanted)) as waiting,
      (select count(*) from attempt where final = ${finalNumber.dead} and lane in (select lane from wanted)) as dead,
      (select count(*) from replay where state in ('running', 'paused')
        and json_extract(document, '$.destination') in (select destination from wanted)) as replays`)

  const refuseBusy = (destination: string): void => {
    const row = waitingFor.get(destination)
    const [waiting, dead, replays] = [Number(row?.waiting), Number(row?.dead), Number(row?.replays)]
    if (waiting + dead + replays > 0) throw new DestinationBusy({ destination, waiting, dead, replays })
  }

  /** Refuses a name or path that another one of its kind has. */
  const takenFields = (table: 'source' | 'destination', field: 'name' | 'path') => {
    const holders = db.prepare(
      `select count(*) as holders from ${table}
       where json_extract(document, '$.${field}') = ? and json_extract(document, '$.deletedAt') is null`,
    )
    return (value: string): void => {
      if (Number(holders.get(value)?.holders) > 1) throw new JournalConflict(`${table} ${field} "${value}"`)
    }
  }
  const refuseTaken = {
    sourceName: takenFields('source', 'name'),
    sourcePath: takenFields('source', 'path'),
    destinationName: takenFields('destination', 'name'),
  }

  const at = (epoch: number): Pick<Delta, 'epoch' | 'changes'> => ({ epoch, changes: epoch })

  return {
    since(epoch) {
      const touched = changes.since(epoch)
      if (touched === null) return null
      const { parts, removed } = read.since(touched)
      return { from: epoch, ...at(state.counts.epoch), parts, removed }
    },
    all(tell) {
      read.all(tell)
      return at(state.counts.epoch)
    },
    documents(change) {
      const touched = touchedBy(change)
      return new Map(
        stored.flatMap(([table, statement]) =>
          // What is removed may be of any kind.
          [...touched[table], ...touched.removed].flatMap((id) => {
            const row = statement.get(id)
            return row === undefined ? [] : [[id, documentOf(id, String(row.document))] as const]
          }),
        ),
      )
    },
    change(change) {
      if (change.upon !== undefined && change.upon !== state.counts.epoch)
        throw new JournalConflict('the next state of what is set up')
      for (const id of change.idle ?? []) refuseBusy(id)
      for (const source of change.sources ?? []) put.source.run(source.id, document(storedSource(source)))
      for (const destination of change.destinations ?? []) {
        put.destination.run(destination.id, document(storedDestination(destination)))
        const shards = destination.policy.shards ?? 1
        for (let shard = 0; shard < shards; shard++) put.lane.run(destination.id, shard)
      }
      for (const route of change.routes ?? []) put.route.run(route.id, JSON.stringify(route))
      for (const { hash, ...token } of change.tokens ?? [])
        put.token.run(token.id, JSON.stringify(token), hash)
      for (const { sealedToken, ...connection } of change.connections ?? [])
        put.connection.run(connection.id, JSON.stringify(connection), sealedToken)
      for (const secret of change.secrets ?? []) {
        const { id, owner, sealed, notBefore, expiresAt, createdAt } = secret
        put.secret.run(id, owner, sealed, notBefore, expiresAt, createdAt)
      }
      for (const id of change.remove ?? []) for (const statement of removals) statement.run(id)
      for (const { name, path, deletedAt } of change.sources ?? []) {
        if (deletedAt !== null) continue
        refuseTaken.sourceName(name)
        refuseTaken.sourcePath(path)
      }
      for (const { name, deletedAt } of change.destinations ?? [])
        if (deletedAt === null) refuseTaken.destinationName(name)
      const from = state.counts.epoch++
      const touched = touchedBy(change)
      changed.push({ epoch: state.counts.epoch, touched })
      const { lanes, ...found } = read.since([touched])
      return { delta: { from, ...at(state.counts.epoch), ...found }, lanes }
    },
    commit() {
      for (const { epoch, touched } of changed.splice(0)) changes.committed(epoch, touched)
    },
    rollback() {
      changed.length = 0
    },
  }
}

/** A document without the number, which has a column. */
function document(thing: object): string {
  return JSON.stringify({ ...thing, number: undefined })
}
