import 'countersign/messages'
import { parentPort, workerData } from 'node:worker_threads'
import { explain, type Secret, safeVerify, type WebhookEvent } from 'countersign'
import { createCatalog } from '../configuration/catalog.ts'
import { schemes } from '../configuration/named-schemes.ts'
import type { Verdict } from '../model/event.ts'
import type { Diagnosis } from '../model/rejection.ts'
import type { SchemeRef } from '../model/scheme-ref.ts'
import type { VerifiableRequest } from './verify-candidate.ts'

/** What one explanation is made from. */
export interface ExplainData {
  /** Its name in the library's catalogue, or itself. */
  readonly scheme: SchemeRef
  readonly secrets: readonly Secret[]
  /** Of other sources, by the source’s name. Absent: none. */
  readonly otherSecrets?: Readonly<Record<string, readonly Secret[]>>
  readonly params: Readonly<Record<string, string>>
  readonly publicUrl: string | undefined
  /** Default: the scheme's own. */
  readonly toleranceSeconds: number | undefined
  readonly request: VerifiableRequest
}

/** What one request proves to be. */
export interface Explained {
  /** Null where it is refused. */
  readonly event: { readonly verdict: Verdict; readonly type: string; readonly id: string | null } | null
  /** Why it is refused; null where it is not. */
  readonly code: string | null
  readonly diagnosis: Diagnosis
}

function notHad(): Promise<never> {
  return Promise.reject(new Error('It was not to be had.'))
}

/** Verifies and explains one request as of its receipt, and tells it. */
async function tell({ scheme, request, otherSecrets, ...rest }: ExplainData): Promise<void> {
  const own = createCatalog(schemes).scheme(scheme)
  if (own === undefined) return
  const { receivedAt, ...input } = request
  const now = new Date(receivedAt)
  const options = {
    ...{ ...rest, scheme: own, maxBytes: Number.MAX_SAFE_INTEGER, now },
    // Keys are had before, by whoever may fetch: here none is.
    ...(own.proof.keys === 'resolved' && rest.secrets.length === 0 && { resolveKey: notHad }),
  }
  const result = await safeVerify(input, options)
  const explained: Explained = {
    event: result.ok ? shown(result.event) : null,
    code: result.ok ? null : result.error.code,
    diagnosis: await explain(input, { ...options, schemes, otherSecrets }),
  }
  parentPort?.postMessage(explained)
}

/** Bytes that a scheme cannot describe were signed all the same. */
function shown(event: WebhookEvent): Explained['event'] {
  const { verdict } = event
  try {
    return { verdict, type: event.type, id: event.id ?? null }
  } catch {
    return { verdict, type: '', id: null }
  }
}

if (parentPort !== null) await tell(workerData as ExplainData)
