import type { Journal } from '../../src/journal/journal.ts'

/** One journal under test, opened on a store of its own. */
export interface Subject {
  /** The journal; after `reopen` another object on the same store. */
  readonly journal: Journal
  /** Closes the journal and opens the store anew, as after a restart; with a key, where its fingerprint is given. */
  reopen(keyFingerprint?: string): Promise<void>
  /** Changes a column of a stored request behind the engine's back, as a failing disk or a stranger would. */
  spoil(
    seq: number,
    column: 'method' | 'url' | 'headers' | 'sealed' | 'body',
    value: Uint8Array | string,
    /** Default: that of an event. */
    of?: 'payload' | 'rejection',
  ): Promise<void>
  /** Runs statements on the store's tables `audit` and `audit_ends`, as somebody with the database in hand would. */
  tamper(sql: string): Promise<void>
  /** Sums up all whole blocks of events, where the engine does that later and not as they are appended. */
  sumUp(): Promise<void>
  /** Closes the journal and removes its store. */
  close(): Promise<void>
  /** Another gateway on the same store, on engines that have several; closed with the subject. */
  second?(): Promise<Journal>
}

export type OpenSubject = () => Promise<Subject>
