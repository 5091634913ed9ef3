import styles from './state.module.css'

const states = {
  verified: ['✓', 'verified', 'good'],
  delivered: ['✓', 'delivered', 'good'],
  healthy: ['✓', 'healthy', 'good'],
  connected: ['✓', 'connected', 'good'],
  done: ['✓', 'done', 'good'],
  authenticated: ['◐', 'authenticated', 'authenticated'],
  unsigned: ['○', 'unsigned', 'unsigned'],
  refused: ['✕', 'refused', 'refused'],
  published: ['⇢', 'published', 'published'],
  backfilled: ['⇠', 'back-filled', 'backfilled'],
  duplicate: ['≡', 'duplicate', 'pending'],
  pending: ['·', 'pending', 'pending'],
  waiting: ['·', 'waiting', 'pending'],
  undecided: ['?', 'undecided', 'unsigned'],
  discarded: ['–', 'discarded', 'paused'],
  canceled: ['–', 'canceled', 'paused'],
  retrying: ['↻', 'retrying', 'retrying'],
  running: ['↻', 'running', 'authenticated'],
  slowing: ['↻', 'slowing', 'retrying'],
  probing: ['↻', 'probing', 'retrying'],
  enrolling: ['↻', 'enrolling', 'retrying'],
  dead: ['■', 'dead', 'dead'],
  disabled: ['■', 'disabled', 'dead'],
  paused: ['‖', 'paused', 'paused'],
  claimed: ['‖', 'claimed', 'retrying'],
} as const

/** A state that the page knows how to show. */
export type StateName = keyof typeof states

/** Whether a word of the API is such a state. */
export function isState(name: string): name is StateName {
  return Object.hasOwn(states, name)
}

/**
 * A state as glyph, word and color: never one of them alone. In dense rows the word is left to the ear and to the
 * column's head, where `short`.
 */
export function State({ of, short = false, word }: { of: StateName; short?: boolean; word?: string }) {
  const [glyph, name, tone] = states[of]
  return (
    <span className={`${styles.state} ${styles[tone]}`}>
      <span aria-hidden="true" className={styles.glyph}>
        {glyph}
      </span>
      <span className={short ? 'heard' : undefined}>{word ?? name}</span>
    </span>
  )
}
