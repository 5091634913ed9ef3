import type { Fault } from '../fault.ts'

/** Operations packed by a `Pen`; both buffers are transferred and come back with the answer, for reuse. */
export interface BatchMessage {
  readonly kind: 'batch'
  readonly numbers: ArrayBuffer
  readonly bytes: ArrayBuffer
  /** Numbers written. */
  readonly length: number
}

/** One of the rarer requests, by name; answered under its id. */
export interface CallMessage {
  readonly kind: 'call'
  readonly id: number
  readonly method: string
  readonly args: readonly unknown[]
  /** The method takes what it tells its answer's parts to, as its last argument. */
  readonly inParts?: true
}

/** Batches are answered in the order in which they were sent. */
export interface BatchAnswer {
  readonly kind: 'batch'
  readonly results: Float64Array
  /** Operations that were rolled back, by their place in the batch; empty where all are committed. */
  readonly faults: readonly (readonly [operation: number, fault: Fault])[]
  readonly numbers: ArrayBuffer
  readonly bytes: ArrayBuffer
}

export interface CallAnswer {
  readonly kind: 'call'
  readonly id: number
  /** One part of the answer, before the answer itself. */
  readonly part?: unknown
  readonly value?: unknown
  readonly fault?: Fault
}

/** The first message of a worker: it is open, or why not. */
export interface Started {
  readonly kind: 'started'
  readonly fault: Fault | null
}
