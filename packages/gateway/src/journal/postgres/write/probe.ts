import type { Database } from '../wire/database.ts'

/** Commits a write as durably as an append: to a row of this gateway's counters that counts nothing. */
export async function probe(database: Database, gateway: string, slot: number): Promise<void> {
  await database.write(statement, [gateway, slot])
}

const statement = `
  insert into countersign.counter (gateway, slot, touched)
  select $1, $2, countersign.now_1() from countersign.begin_write_1()
  on conflict (gateway, slot) do update set touched = excluded.touched`
