/**
 * Columns that hold what senders wrote, by table. PostgreSQL gathers no statistics of them: those are samples of
 * the values themselves, in a table of the system's that no erasure reaches. No plan needs them.
 */
export const silentColumns: Readonly<Record<string, readonly string[]>> = {
  event: ['type', 'provider_id', 'content_type'],
  payload: ['method', 'url', 'headers', 'sealed', 'body'],
  attempt: ['answer'],
  queue: ['order_key'],
  rejection: ['explanation', 'network', 'method', 'url', 'headers', 'sealed', 'body'],
  erasure: ['doc'],
}

/** The statement that makes them so for one relation, or a partition of it. */
export function silence(table: string, relation: string): string {
  const columns = (silentColumns[table] ?? []).map((column) => `alter column ${column} set statistics 0`)
  return `alter table countersign.${relation} ${columns.join(', ')}`
}
