import type { Server } from '../packages/gateway/test/postgres/server.ts'

/**
 * A new server writes each segment of its log twice: first zeros. One that has run a while uses old ones
 * again, which is the state to measure. Wants `min_wal_size` of 1 GB.
 */
export async function recycleWal(server: Server): Promise<void> {
  const turn = `select pg_logical_emit_message(false, 'bench', 'x'); select pg_switch_wal()`
  for (let i = 0; i < 60; i++) await server.query(turn)
  await server.query('checkpoint')
  await server.query(turn)
  await server.query('checkpoint')
}
