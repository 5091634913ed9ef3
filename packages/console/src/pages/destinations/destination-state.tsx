import type { Destination } from '../../api/types.ts'
import { counted } from '../../parts/format.ts'
import { State, type StateName } from '../../parts/state.tsx'
import { Ago, Time } from '../../parts/time.tsx'

/** How a destination is, in one word. */
export function stateOf({ paused, health }: Pick<Destination, 'paused' | 'health'>): StateName {
  if (paused === 'operator') return 'paused'
  return paused === null ? health.state : 'disabled'
}

/** How a destination is, as glyph and word. */
export function DestinationState({ destination }: { destination: Destination }) {
  return <State of={stateOf(destination)} />
}

/** How it is, why, and what the gateway does about it. */
export function HealthSentence({ destination: { kind, paused, health } }: { destination: Destination }) {
  const { failures, failingSince, state } = health
  const since = failingSince !== null && (
    <>
      {' '}
      It fails since <Time at={failingSince} form="full" /> (<Ago at={failingSince} />
      ), {counted(failures, 'time')} in a row.
    </>
  )
  if (paused === 'operator') return <p>Paused by hand: what comes for it waits.{since}</p>
  if (paused === 'gone')
    return <p>It answered 410, that it is gone: nothing is sent to it until it is resumed.{since}</p>
  if (paused === 'health')
    return <p>It has failed for days: what comes for it waits until it is resumed.{since}</p>
  if (kind === 'pull') return <p className="muted">Its application asks for what is due.{since}</p>
  if (state === 'healthy') return <p className="muted">It takes what it is sent.</p>
  if (state === 'slowing') return <p>It answers badly, and is sent less at a time.{since}</p>
  return <p>It does not answer: one delivery at a time is tried until one goes through.{since}</p>
}
