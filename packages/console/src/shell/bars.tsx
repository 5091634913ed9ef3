import { useRef, useState } from 'react'
import { useLink, useNews } from '../live/use-feed.ts'
import { clockTime, counted, duration } from '../parts/format.ts'
import { clockDifference, gatewayNow, useSeconds } from '../parts/time.tsx'
import styles from './shell.module.css'

/** Away for less, in ms, is not spoken of. */
const leastAwayMs = 1500
/** How long it is told what was missed, in ms. */
const toldMs = 15_000

/** What the reader must know before all else: the gateway is away or was, or the clocks disagree. */
export function Bars() {
  const link = useLink()
  const seconds = useSeconds()
  const missed = useMissed()
  const away = !link.up && seconds * 1000 - link.since > leastAwayMs
  const ahead = clockDifference()
  return (
    <div role="status">
      {away && (
        <p className={styles.bar}>
          ↻ Reconnecting since {clockTime(new Date(link.since), new Date()).slice(0, -4)}. What is shown
          stays; what comes meanwhile is filled in.
        </p>
      )}
      {link.up && missed !== null && seconds * 1000 - missed.backAt < toldMs && (
        <p className={`${styles.bar} ${styles.back}`}>
          ✓ Back after {duration(missed.awayMs)}.{' '}
          {missed.events === 0
            ? 'No event came meanwhile.'
            : `${counted(missed.events, 'event')} came meanwhile, and ${missed.events === 1 ? 'is' : 'are'} filled in.`}
        </p>
      )}
      {Math.abs(ahead) > 30_000 && (
        <p className={styles.bar}>
          The gateway’s clock is {duration(Math.abs(ahead))} {ahead > 0 ? 'ahead of' : 'behind'} this
          browser’s. Ages are counted by the gateway’s.
        </p>
      )}
    </div>
  )
}

interface Missed {
  readonly awayMs: number
  /** By this browser's clock. */
  readonly backAt: number
  readonly events: number
}

/** What came while the gateway was away from this page; null where it was not. */
function useMissed(): Missed | null {
  const [missed, setMissed] = useState<Missed | null>(null)
  const lostAt = useRef<number | null>(null)
  const backAt = useRef(Number.NEGATIVE_INFINITY)
  useNews((news) => {
    if (news.kind === 'link') {
      const { up, since } = news.link
      if (!up) lostAt.current = since
      else if (lostAt.current !== null) {
        backAt.current = gatewayNow()
        const awayMs = since - lostAt.current
        lostAt.current = null
        // Away again for a moment, it is still told what was missed before.
        if (awayMs > leastAwayMs) setMissed({ awayMs, backAt: since, events: 0 })
      }
    }
    // Those of after it are no news to who is back.
    const came =
      news.kind === 'skipped'
        ? news.count
        : news.kind === 'event' && Date.parse(news.event.receivedAt) < backAt.current
          ? 1
          : 0
    if (came > 0) setMissed((before) => before && { ...before, events: before.events + came })
  })
  return missed
}
