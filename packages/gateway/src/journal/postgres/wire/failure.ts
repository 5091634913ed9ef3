import pg from 'pg'
import { DestinationBusy, JournalConflict, JournalRefused, JournalUnavailable } from '../../errors.ts'

/** SQLSTATEs (or their classes) that say "not now": the same call may work later. */
const unavailableClasses: ReadonlySet<string> = new Set(['08', '53', '57', '58', 'XX'])
const unavailableStates: ReadonlySet<string> = new Set([
  '40001',
  '40P01',
  '55P03',
  '25P03',
  '25P04',
  '42501',
  '28P01',
])

const movedStates: ReadonlySet<string> = new Set(['25006', '57P01', '57P02', '57P03'])

/** A unique key, schema, table or other object that is there already. */
const doubledStates: ReadonlySet<string> = new Set(['23505', '42P06', '42P07', '42710'])

/**
 * What an error of the driver or the server means to the journal's users. Our own errors and mistakes in a
 * statement pass through. Messages name no host, user or value of a query.
 */
export function failure(error: unknown): unknown {
  if (
    error instanceof JournalUnavailable ||
    error instanceof JournalConflict ||
    error instanceof DestinationBusy ||
    error instanceof JournalRefused
  )
    return error
  if (error instanceof pg.DatabaseError) return ofServer(error)
  // Everything else that the driver throws is about the connection: refused, reset, timed out, ended.
  if (error instanceof Error && !(error instanceof TypeError) && !(error instanceof RangeError))
    return new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'The database cannot be reached.', {
      cause: error,
    })
  return error
}

/**
 * Whether the server says that it is not the one any more, or goes: read-only since a switchover, shutting down,
 * starting, a broken connection. What else is connected to it should look anew.
 */
export function isMoved(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError &&
    (movedStates.has(error.code ?? '') || error.code?.startsWith('08') === true)
  )
}

/** Whether another try right away is likely to work: two transactions stood in each other's way. */
export function isCollision(error: unknown): boolean {
  return error instanceof pg.DatabaseError && (error.code === '40P01' || error.code === '40001')
}

/** Whether what was to be made has just been made by another. */
export function isDoubled(error: unknown): boolean {
  return error instanceof pg.DatabaseError && doubledStates.has(error.code ?? '')
}

/** Whether no segment covers a sequence number yet. */
export function lacksSegment(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError && error.code === '23514' && error.message.startsWith('no partition')
  )
}

function ofServer(error: pg.DatabaseError): unknown {
  const state = error.code ?? ''
  const cause = { cause: error }
  if (state === '53100')
    return new JournalUnavailable('ERR_JOURNAL_FULL', "The database's disk is full.", cause)
  if (state === '25006')
    return new JournalUnavailable('ERR_JOURNAL_READ_ONLY', 'The database is read-only.', cause)
  if (state === '57014')
    return new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'The database took too long.', cause)
  if (unavailableStates.has(state) || unavailableClasses.has(state.slice(0, 2)))
    return new JournalUnavailable('ERR_JOURNAL_UNAVAILABLE', 'The database cannot serve now.', cause)
  return error
}
