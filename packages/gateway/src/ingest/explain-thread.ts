import { parentPort, workerData } from 'node:worker_threads'
import { explain, type Secret } from 'countersign'
import { schemes } from 'countersign/catalogue'
import { createCatalog } from '../configuration/catalog.ts'
import type { SchemeRef } from '../model/scheme-ref.ts'
import type { VerifiableRequest } from './verify-candidate.ts'

/** What one explanation is made from. */
export interface ExplainData {
  /** Its name in the library's catalogue, or itself. */
  readonly scheme: SchemeRef
  readonly secrets: readonly Secret[]
  readonly params: Readonly<Record<string, string>>
  readonly publicUrl: string | undefined
  /** Default: the scheme's own. */
  readonly toleranceSeconds: number | undefined
  readonly request: VerifiableRequest
}

/** Explains one request as of its receipt, and tells it. */
async function tell({ scheme, request, ...options }: ExplainData): Promise<void> {
  const own = createCatalog(schemes).scheme(scheme)
  if (own === undefined) return
  const { receivedAt, ...input } = request
  parentPort?.postMessage(
    await explain(input, {
      ...options,
      scheme: own,
      maxBytes: Number.MAX_SAFE_INTEGER,
      now: new Date(receivedAt),
      schemes,
    }),
  )
}

if (parentPort !== null) await tell(workerData as ExplainData)
