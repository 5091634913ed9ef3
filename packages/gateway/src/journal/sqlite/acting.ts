import type { Act } from '../../model/act.ts'
import type { Acting } from '../port/audit.ts'
import type { Thread } from './thread.ts'
import { writeAppend } from './wire/append.ts'
import { writeEnqueue } from './wire/enqueue.ts'
import { Pen } from './wire/pen.ts'
import { writeRemoveRejection } from './wire/reject.ts'
import type { ActedCall, PackedCall } from './write/acting.ts'
import type { StoreCalls } from './write/store.ts'

const freshNumbers = 8192
const freshBytes = 65_536

/** An act as another thread is told it. */
export function sent(act: Act): Act {
  return { ...act, by: { kind: act.by.kind, id: act.by.id } }
}

/** The calls of one act: each is a transaction of its own, packed ones too. */
export function createActing(
  ask: Thread<StoreCalls>['call'],
  act: Act,
  now: number,
): Omit<Acting, 'configure'> {
  const by = sent(act)
  const call = <M extends ActedCall>(method: M, ...args: unknown[]) =>
    ask('acting', by, now, method, args) as ReturnType<Acting[M]>
  const pack = <M extends PackedCall>(kind: M, write: (pen: Pen) => void) => {
    const pen = new Pen(new ArrayBuffer(freshNumbers), new ArrayBuffer(freshBytes))
    write(pen)
    const batch = {
      kind: 'batch',
      numbers: pen.numbers.buffer as ArrayBuffer,
      bytes: pen.bytes.buffer as ArrayBuffer,
      length: pen.at,
    } as const
    return ask('actingPacked', by, now, kind, batch) as ReturnType<Acting[M]>
  }
  const keysOf = (keys: readonly { seq: number; lane: number; replay: number }[]) =>
    keys.map(({ seq, lane, replay }) => ({ seq, lane, replay }))
  return {
    append: (events) => pack('append', (pen) => writeAppend(pen, events)),
    removeRejection: (seq) => pack('removeRejection', (pen) => writeRemoveRejection(pen, seq)),
    enqueue: (rows) => pack('enqueue', (pen) => writeEnqueue(pen, rows)),
    sendNow: (which, after, at) =>
      call('sendNow', 'lane' in which ? which : { keys: keysOf(which.keys) }, after, at),
    discard: (keys, end) => call('discard', keysOf(keys), end),
    decide: (decisions) => call('decide', decisions),
    createReplay: (replay) => call('createReplay', replay),
    changeReplay: (number, state, at) => call('changeReplay', number, state, at),
    createErasure: (erasure) => call('createErasure', erasure),
    cancelErasure: (number) => call('cancelErasure', number),
    keepSignIn: (kept, at) => call('keepSignIn', kept, at),
    endSignIn: (hash, use, at) => call('endSignIn', hash, use, at),
    addPerson: (person) => call('addPerson', person),
    removePerson: (id) => call('removePerson', id),
    note: (outline) => call('note', outline),
  }
}
