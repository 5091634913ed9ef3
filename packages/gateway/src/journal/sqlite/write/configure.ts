import type { DatabaseSync } from 'node:sqlite'
import type { Configuration, ConfigurationChange, Unnumbered } from '../../../model/configuration.ts'
import type { Connection } from '../../../model/connection.ts'
import type { Destination } from '../../../model/destination.ts'
import type { Lane } from '../../../model/lane.ts'
import type { Documents } from '../../../model/outline.ts'
import type { Route } from '../../../model/route.ts'
import type { SealedSecret } from '../../../model/secret.ts'
import type { Source } from '../../../model/source.ts'
import { readDestination, storedDestination } from '../../../model/stored-destination.ts'
import type { Token } from '../../../model/token.ts'
import { documentOf } from '../../audit/touched.ts'
import { DestinationBusy, JournalConflict } from '../../errors.ts'
import { finals } from '../verdicts.ts'
import type { State } from './state.ts'

export interface ConfigurationTables {
  read(): Configuration
  /** Within a transaction; throws `JournalConflict` and `DestinationBusy`, and the transaction is rolled back. */
  change(change: ConfigurationChange): void
  /** What is stored under these ids, without bytes. */
  documents(ids: readonly string[]): Documents
}

export function createConfigurationTables(db: DatabaseSync, state: State): ConfigurationTables {
  const numbered = {
    source: db.prepare('select number, document from source order by number'),
    destination: db.prepare('select number, document from destination order by number'),
  }
  const plain = {
    route: db.prepare('select document from route order by rowid'),
    token: db.prepare('select document, hash from token order by rowid'),
    secret: db.prepare('select * from secret order by rowid'),
    connection: db.prepare('select document, token from connection order by rowid'),
    lane: db.prepare('select number, destination, shard from lane order by number'),
  }
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

  const stored = [
    ...['source', 'destination', 'route', 'token', 'connection'].map(
      (table) => `select document from ${table} where id = ?`,
    ),
    "select json_object('id', id, 'owner', owner, 'notBefore', not_before, 'expiresAt', expires_at, 'createdAt', created_at) as document from secret where id = ?",
  ].map((sql) => db.prepare(sql))

  const waitingFor = db.prepare(`
    with wanted as (select lane.number as lane, destination.number as destination
      from destination join lane on lane.destination = destination.number where destination.id = ?)
    select (select count(*) from queue where lane in (select lane from wanted)) as waiting,
      (select count(*) from attempt where final = ${finals.dead} and lane in (select lane from wanted)) as dead,
      (select count(*) from replay where state in ('running', 'paused')
        and json_extract(document, '$.destination') in (select destination from wanted)) as replays`)

  const refuseBusy = (destination: string): void => {
    const row = waitingFor.get(destination)
    const [waiting, dead, replays] = [Number(row?.waiting), Number(row?.dead), Number(row?.replays)]
    if (waiting + dead + replays > 0) throw new DestinationBusy({ destination, waiting, dead, replays })
  }

  const sources = (): Source[] =>
    numbered.source.all().map((row) => ({
      number: Number(row.number),
      ...(JSON.parse(String(row.document)) as Unnumbered<Source>),
    }))
  const destinations = (): Destination[] =>
    numbered.destination.all().map((row) => ({
      number: Number(row.number),
      ...readDestination(JSON.parse(String(row.document))),
    }))

  const read = (): Configuration => ({
    epoch: state.counts.epoch,
    changes: state.counts.epoch,
    sources: sources(),
    destinations: destinations(),
    routes: plain.route.all().map((row) => JSON.parse(String(row.document)) as Route),
    secrets: plain.secret.all().map(secretOf),
    tokens: plain.token.all().map((row) => ({
      ...(JSON.parse(String(row.document)) as Omit<Token, 'hash'>),
      hash: bytesOf(row.hash),
    })),
    connections: plain.connection.all().map((row) => ({
      ...(JSON.parse(String(row.document)) as Omit<Connection, 'sealedToken'>),
      sealedToken: bytesOf(row.token),
    })),
    lanes: plain.lane.all().map(
      (row): Lane => ({
        number: Number(row.number),
        destination: Number(row.destination),
        shard: Number(row.shard),
      }),
    ),
  })

  return {
    read,
    documents: (ids) =>
      new Map(
        ids.flatMap((id) => {
          const row = stored.map((statement) => statement.get(id)).find((found) => found !== undefined)
          return row === undefined ? [] : [[id, documentOf(id, String(row.document))]]
        }),
      ),
    change: (change) => {
      for (const id of change.idle ?? []) refuseBusy(id)
      for (const source of change.sources ?? []) put.source.run(source.id, document(source))
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
      refuseTaken(sources(), 'source', ['name', 'path'])
      refuseTaken(destinations(), 'destination', ['name'])
      state.counts.epoch++
    },
  }
}

/** A document without the number, which has a column. */
function document(thing: object): string {
  return JSON.stringify({ ...thing, number: undefined })
}

function refuseTaken<T extends { readonly deletedAt: number | null }>(
  things: readonly T[],
  kind: string,
  fields: readonly (keyof T & string)[],
): void {
  for (const field of fields) {
    const seen = new Set<unknown>()
    for (const thing of things) {
      if (thing.deletedAt !== null) continue
      if (seen.has(thing[field])) throw new JournalConflict(`${kind} ${field} "${thing[field]}"`)
      seen.add(thing[field])
    }
  }
}

function secretOf(row: Record<string, unknown>): SealedSecret {
  const time = (value: unknown) => (value === null ? null : Number(value))
  return {
    id: String(row.id),
    owner: String(row.owner),
    sealed: bytesOf(row.sealed),
    notBefore: time(row.not_before),
    expiresAt: time(row.expires_at),
    createdAt: Number(row.created_at),
  }
}

function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new TypeError('the store holds something else than bytes')
  return value
}
