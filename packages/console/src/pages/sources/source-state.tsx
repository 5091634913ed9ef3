import type { Source } from '../../api/types.ts'
import { State } from '../../parts/state.tsx'

/** What a source does with what comes: takes it in verified, as it is, or not yet. */
export function SourceState({ source }: { source: Source }) {
  if (source.state === 'enrolling') return <State of="enrolling" />
  if (source.unsigned) return <State of="unsigned" />
  if (source.scheme === 'publish') return <State of="published" word="publishing" />
  return <State of="verified" word="verifies" />
}
