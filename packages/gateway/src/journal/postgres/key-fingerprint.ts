import { JournalRefused } from '../errors.ts'
import type { Database } from './wire/database.ts'

/** The first gateway leaves its sealing key's fingerprint; all others must have the same. */
export async function agreeOnKey(database: Database, fingerprint: string): Promise<void> {
  const [row] = await database.write<{ value: string }>(
    `insert into countersign.meta (name, value) values ('key_fingerprint', $1)
     on conflict (name) do update set value = meta.value returning value`,
    [fingerprint],
  )
  if (row?.value !== fingerprint)
    throw new JournalRefused(
      'ERR_SEALING_KEY_DIFFERS',
      'The sealing key is not the one that this database was set up with. Give every gateway the same COUNTERSIGN_KEY.',
    )
}
