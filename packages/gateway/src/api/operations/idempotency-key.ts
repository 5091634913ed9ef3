import { Refusal } from '../../model/refusal.ts'
import type { Asked } from './operation.ts'

/** What an idempotency key may be. */
export const idempotencyKeyShape: RegExp = /^[\x20-\x7e]{1,256}$/

/**
 * The header Idempotency-Key of a request; undefined where there is none. It is taken in the quotes of the draft standard
 * (draft-ietf-httpapi-idempotency-key-header) and without. Throws ERR_INPUT.
 */
export function idempotencyKeyOf(headers: Asked<unknown, unknown>['headers']): string | undefined {
  const header = headers['idempotency-key']
  if (header === undefined) return undefined
  const key = String(header).replace(/^"(.*)"$/, '$1')
  if (idempotencyKeyShape.test(key)) return key
  throw new Refusal('ERR_INPUT', 'Idempotency-Key: must be 1 to 256 visible ASCII characters.')
}
