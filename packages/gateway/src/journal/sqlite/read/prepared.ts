import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** So many statements are kept ready: their texts differ by what is asked for, and by how many sources it names. */
const mostPrepared = 200

/** Prepares statements, each text once; the one that was longest not asked for makes room. */
export function preparing(
  db: Pick<DatabaseSync, 'prepare'>,
  most: number = mostPrepared,
): (sql: string) => StatementSync {
  const prepared = new Map<string, StatementSync>()
  return (sql) => {
    const statement = prepared.get(sql) ?? db.prepare(sql)
    prepared.delete(sql)
    prepared.set(sql, statement)
    if (prepared.size > most) prepared.delete(prepared.keys().next().value ?? sql)
    return statement
  }
}
