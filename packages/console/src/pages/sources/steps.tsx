import styles from './sources.module.css'

const steps = ['Choose the provider', 'Name and secret', 'Its address, and the first event'] as const

/** Where one is on the way to a new source. */
export function Steps({ at }: { at: 1 | 2 | 3 }) {
  return (
    <ol className={styles.steps} aria-label="Steps">
      {steps.map((step, index) => (
        <li key={step} aria-current={index + 1 === at ? 'step' : undefined}>
          <span className={styles.number}>{index + 1 < at ? '✓' : index + 1}</span> {step}
        </li>
      ))}
    </ol>
  )
}
