import { type Busy, DestinationBusy, JournalConflict, JournalRefused, JournalUnavailable } from '../errors.ts'

/** An error on its way from a worker thread: classes do not survive the passage, plain data does. */
export type Fault =
  | { readonly kind: 'unavailable'; readonly code: JournalUnavailable['code']; readonly message: string }
  | { readonly kind: 'refused'; readonly code: JournalRefused['code']; readonly message: string }
  | { readonly kind: 'conflict'; readonly what: string }
  | { readonly kind: 'busy'; readonly busy: Busy }
  | { readonly kind: 'bug'; readonly message: string; readonly stack: string | undefined }

// https://sqlite.org/rescode.html; extended codes keep the primary one in their low byte.
const full = 13
const readOnly = 8
const inputOutput = 10
const cannotOpen = 14
export const busy = 5
const locked = 6
const noMemory = 7
const corrupt = 11
export const notADatabase = 26

/** SQLite's primary result code of an error, or null where it is none of SQLite's. */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null
  return error.errcode & 0xff
}

/** What the store's state, and not the caller, is to blame for; null for anything else. */
export function storeFault(error: unknown): Fault | null {
  const unavailable = (code: JournalUnavailable['code'], message: string): Fault => ({
    kind: 'unavailable',
    code,
    message,
  })
  if (error instanceof JournalUnavailable) return unavailable(error.code, error.message)
  switch (sqliteCode(error)) {
    case full:
      return unavailable('ERR_JOURNAL_FULL', 'The disk or the store is full.')
    case readOnly:
      return unavailable('ERR_JOURNAL_READ_ONLY', 'The data folder is read-only.')
    case inputOutput:
    case cannotOpen:
    case busy:
    case locked:
    case noMemory:
    case corrupt:
    case notADatabase:
      return unavailable(
        'ERR_JOURNAL_UNAVAILABLE',
        `The store cannot be written or read: ${error instanceof Error ? error.message : ''}.`,
      )
    default:
      return null
  }
}

export function toFault(error: unknown): Fault {
  if (error instanceof JournalConflict) return { kind: 'conflict', what: error.what }
  if (error instanceof DestinationBusy) return { kind: 'busy', busy: error.busy }
  if (error instanceof JournalRefused) return { kind: 'refused', code: error.code, message: error.message }
  const ofStore = storeFault(error)
  if (ofStore !== null) return ofStore
  return error instanceof Error
    ? { kind: 'bug', message: error.message, stack: error.stack }
    : { kind: 'bug', message: String(error), stack: undefined }
}

export function fromFault(fault: Fault): Error {
  switch (fault.kind) {
    case 'unavailable':
      return new JournalUnavailable(fault.code, fault.message)
    case 'refused':
      return new JournalRefused(fault.code, fault.message)
    case 'conflict':
      return new JournalConflict(fault.what)
    case 'busy':
      return new DestinationBusy(fault.busy)
    case 'bug': {
      const error = new Error(fault.message)
      if (fault.stack !== undefined) error.stack = fault.stack
      return error
    }
  }
}
