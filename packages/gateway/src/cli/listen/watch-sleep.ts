/** The clock has gone on by so much more than a second: this machine was asleep. */
const asleepMs = 5_000

/**
 * Calls back when this machine was asleep: its connections lead to nobody, and its timers have not seen the time go by.
 * Until `clearInterval`.
 */
export function watchSleep(woken: () => void): NodeJS.Timeout {
  let before = Date.now()
  return setInterval(() => {
    const now = Date.now()
    if (now - before > asleepMs) woken()
    before = now
  }, 1000)
}
