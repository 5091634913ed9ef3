// Claims in a transaction of a query builder, as the guide of the inbox has them.
import { claim } from 'countersign/inbox'
import { sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'

export function byKysely(pool, event) {
  const database = new Kysely({ dialect: new PostgresDialect({ pool }) })
  return database.transaction().execute((trx) => {
    const run = async (text, values) =>
      (await trx.executeQuery(CompiledQuery.raw(text, values))).numAffectedRows
    return claim(run, event)
  })
}

export function byDrizzle(pool, event) {
  return drizzle({ client: pool }).transaction((tx) => {
    const run = async (text, values) => {
      const [first, ...rest] = text.split(/\$\d/).map((piece) => sql.raw(piece))
      const query = sql.join([first, ...rest.flatMap((piece, i) => [sql`${values[i]}`, piece])])
      return (await tx.execute(query)).rowCount
    }
    return claim(run, event)
  })
}
