import { refusal } from '../errors/refusal.ts'

/** What a check found; throws ERR_SIGNATURE_MISMATCH where no key matched. */
export function proven<Found>(found: Found | null): Found {
  if (found === null) throw refusal('ERR_SIGNATURE_MISMATCH')
  return found
}
