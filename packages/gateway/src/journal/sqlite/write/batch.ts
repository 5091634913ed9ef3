import { type Fault, storeFault, toFault } from '../fault.ts'
import type { BatchMessage } from '../wire/message.ts'
import { headLength } from '../wire/operation.ts'
import { Scan } from '../wire/scan.ts'
import { Results } from './results.ts'

/** Runs one packed operation, its head read already. */
export type Run = (scan: Scan, results: Results) => void

/** What runs each kind of operation. */
export type Runs = Readonly<Record<number, Run>>

/** Runs a function within one transaction; throws what it throws, with all taken back. */
export type Transact = (body: () => void) => void

export interface Done {
  readonly results: Float64Array<ArrayBuffer>
  readonly faults: readonly (readonly [operation: number, fault: Fault])[]
}

/**
 * Applies all batches that wait in one transaction, and so with one `fsync`. Where that fails for the
 * store's sake (full, read-only), all of them have failed. Where one operation is to blame, the others
 * must not suffer: each is tried again in a transaction of its own.
 */
export function applyBatches(batches: readonly BatchMessage[], runs: Runs, transact: Transact): Done[] {
  try {
    const done: Done[] = []
    transact(() => {
      for (const batch of batches) {
        const results = new Results()
        eachOperation(batch, runs, (_, run, scan) => run(scan, results))
        done.push({ results: results.copy(), faults: [] })
      }
    })
    return done
  } catch (error) {
    const fault = storeFault(error)
    return batches.map((batch) =>
      fault === null ? oneByOne(batch, runs, transact) : allFailed(batch, runs, fault),
    )
  }
}

/** Applies one batch within the caller's transaction; throws what one of its operations throws. */
export function applyWhole(batch: BatchMessage, runs: Runs): Float64Array<ArrayBuffer> {
  const results = new Results()
  eachOperation(batch, runs, (_, run, scan) => run(scan, results))
  return results.copy()
}

function oneByOne(batch: BatchMessage, runs: Runs, transact: Transact): Done {
  const results = new Results()
  const faults: [number, Fault][] = []
  eachOperation(batch, runs, (index, run, scan, slots) => {
    const start = results.length
    try {
      transact(() => run(scan, results))
    } catch (error) {
      faults.push([index, toFault(error)])
      results.seek(start)
    }
    results.seek(start + slots)
  })
  return { results: results.copy(), faults }
}

function allFailed(batch: BatchMessage, runs: Runs, fault: Fault): Done {
  const results = new Results()
  const faults: [number, Fault][] = []
  eachOperation(batch, runs, (index, _run, _scan, slots) => {
    results.seek(results.length + slots)
    faults.push([index, fault])
  })
  return { results: results.copy(), faults }
}

function eachOperation(
  batch: BatchMessage,
  runs: Runs,
  visit: (index: number, run: Run, scan: Scan, slots: number) => void,
): void {
  const scan = new Scan(batch.numbers, batch.bytes)
  for (let index = 0; scan.at < batch.length; index++) {
    const head = scan.at
    const run = runs[scan.number()]
    const numbersEnd = scan.number()
    const bytesEnd = scan.number()
    const slots = scan.number()
    if (run === undefined || numbersEnd < head + headLength) throw new RangeError('no such operation')
    visit(index, run, scan, slots)
    scan.at = numbersEnd
    scan.end = bytesEnd
  }
}
