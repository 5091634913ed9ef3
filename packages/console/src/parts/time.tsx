import { useSyncExternalStore } from 'react'
import { clockTime, dateTime, duration, utc } from './format.ts'

/** How far the gateway's clock is ahead of the browser's, in ms: ages are counted by the gateway's. */
let aheadMs = 0

/** Told what the gateway's clock says now. */
export function setGatewayClock(now: string): void {
  const ahead = Date.parse(now) - Date.now()
  // What the answer took on its way is no difference of clocks.
  aheadMs = Math.abs(ahead) < 2000 ? 0 : ahead
}

/** The time by the gateway's clock, in ms. */
export function gatewayNow(): number {
  return Date.now() + aheadMs
}

/** How far apart the clocks are, in ms; 0 where that is nothing. */
export function clockDifference(): number {
  return aheadMs
}

/**
 * An absolute time in the reader's zone. UTC is told where it is pointed at or has the focus; within a row, where the
 * row has it.
 *
 * @param form - `clock` leaves out the day where it is today's
 */
export function Time({
  at,
  form = 'clock',
  still = false,
}: {
  at: string
  form?: 'clock' | 'full'
  still?: boolean
}) {
  const date = new Date(at)
  return (
    // A time that stands for itself is reached by keyboard, since it has more to say.
    <time dateTime={at} data-tip={utc(date)} {...(!still && { tabIndex: 0 })}>
      {form === 'clock' ? clockTime(date, new Date(gatewayNow())) : dateTime(date)}
    </time>
  )
}

/** How long ago, beside an absolute time or where one is a look away; counted on each second. */
export function Ago({ at }: { at: string }) {
  const seconds = useSeconds()
  const ms = seconds * 1000 + aheadMs - Date.parse(at)
  return (
    <time dateTime={at} data-tip={utc(new Date(at))} className="ago">
      {ms < 2000 ? 'just now' : `${duration(ms)} ago`}
    </time>
  )
}

/** The seconds of this browser's clock, for what counts up or down. */
export function useSeconds(): number {
  return useSyncExternalStore(eachSecond, () => Math.floor(Date.now() / 1000))
}

const counting = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function eachSecond(count: () => void): () => void {
  counting.add(count)
  timer ??= setInterval(() => {
    for (const each of counting) each()
  }, 1000)
  return () => {
    counting.delete(count)
    if (counting.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}
