/** Whether this process has been asked to end. */
export interface HeardEnd {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal
  /** Leaves signals to whoever else hears them; where nobody does, the system ends the process by them. */
  release(): void
}

/**
 * Hears from now on what ends a command: unheard, a signal ends the process at once, and what it has made by then (a
 * temporary folder, a tunnel, a part of a file) is left. A second one is not heard.
 *
 * @param signals - default: those of a terminal, and SIGTERM
 */
export function hearEnd(signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']): HeardEnd {
  const asked = new AbortController()
  const release = (): void => {
    for (const signal of signals) process.off(signal, hear)
  }
  const hear = (): void => {
    release()
    asked.abort()
  }
  for (const signal of signals) process.on(signal, hear)
  return { signal: asked.signal, release }
}
