import { type Finding, sayBytes, wellFound } from '../model/finding.ts'
import type { StoreFacts } from '../model/store-facts.ts'

/** Below so many connections to PostgreSQL a few gateways and those who look at it can take them all. */
const fewConnections = 50

/** What a store says of itself, and what it means. */
export function lookAtStore({ engine, version, bytes, settings, openToAll }: StoreFacts): Finding[] {
  if (engine === 'sqlite')
    return [wellFound('store', `SQLite ${version}, ${sayBytes(bytes)}, on the disk of the data folder.`)]
  const standby = settings.synchronous_standby_names
    ? 'commits wait for a synchronous standby'
    : 'no synchronous standby: a failover can lose the last events'
  const findings = [wellFound('store', `PostgreSQL ${version}, ${sayBytes(bytes)}; ${standby}.`)]
  const most = Number(settings.max_connections)
  if (most < fewConnections)
    findings.push({
      check: 'store',
      state: 'warn',
      says: `The server has ${most} connections for all (max_connections).`,
      cure: 'Raise max_connections, or put PgBouncer before it and name the server itself in database-direct-url.',
    })
  if (settings.data_checksums === 'off')
    findings.push({
      check: 'store',
      state: 'warn',
      says: 'The server keeps no checksums of its pages: a disk that errs is found late.',
      cure: 'Stop the server and run pg_checksums --enable. Bodies of events have a checksum of their own.',
    })
  if (openToAll)
    findings.push({
      check: 'store',
      state: 'warn',
      says: 'Every role of the server may connect to the database.',
      cure: 'REVOKE CONNECT, TEMPORARY ON DATABASE … FROM PUBLIC, and grant CONNECT to the roles that need it.',
    })
  return findings
}
