import { type PointerEvent, useState } from 'react'
import { clockTime, dateTime, number } from '../parts/format.ts'
import styles from './strip.module.css'

/** What was counted in one step of time: ordinary, and what stands out of it. */
export interface Step {
  /** When it begins, in ms. */
  readonly at: number
  readonly count: number
  readonly bad: number
}

/**
 * Counts over time as bars on a zero line; what stands out lies on top, in its own color and in words where it is
 * pointed at. A step without a bar had nothing.
 *
 * @param label - what is counted, for who hears it
 * @param stepMs - how long a step is
 */
export function Strip(props: {
  readonly steps: readonly Step[]
  readonly stepMs: number
  readonly label: string
  readonly height?: number
  readonly badWord?: string
  /** Small, in a row of a table: no words where it is pointed at. */
  readonly spark?: boolean
}) {
  const { steps, stepMs, label, height = 56, badWord = 'refused', spark = false } = props
  const [at, setAt] = useState<number | null>(null)
  const most = Math.max(1, ...steps.map(({ count, bad }) => count + bad))
  const total = steps.reduce((sum, { count }) => sum + count, 0)
  const bad = steps.reduce((sum, step) => sum + step.bad, 0)
  const told = `${label}: ${number(total)}${bad > 0 ? `, and ${number(bad)} ${badWord}` : ''}, at most ${number(most)} in one step`
  const point = ({ currentTarget, clientX }: PointerEvent): void => {
    const { left, width } = currentTarget.getBoundingClientRect()
    setAt(Math.max(0, Math.min(steps.length - 1, Math.floor(((clientX - left) / width) * steps.length))))
  }
  const pointed = at === null ? undefined : steps[at]
  return (
    <div className={styles.strip}>
      <svg
        role="img"
        aria-label={told}
        viewBox={`0 0 ${steps.length * 4} ${height}`}
        height={height}
        preserveAspectRatio="none"
        {...(!spark && { onPointerMove: point, onPointerLeave: () => setAt(null) })}
      >
        {steps.map((step, index) => {
          const full = height - 2
          const tall = (count: number): number => (count === 0 ? 0 : Math.max(1.5, (count / most) * full))
          const [good, refused] = [tall(step.count), tall(step.bad)]
          return (
            <g key={step.at} className={index === at ? styles.pointed : undefined}>
              <rect className={styles.good} x={index * 4 + 0.4} width={3.2} y={full - good} height={good} />
              <rect
                className={styles.bad}
                x={index * 4 + 0.4}
                width={3.2}
                y={Math.max(0, full - good - refused)}
                height={refused}
              />
            </g>
          )
        })}
        <rect className={styles.zero} x={0} y={height - 1} width={steps.length * 4} height={1} />
      </svg>
      {pointed !== undefined && (
        <p className={styles.told} aria-hidden="true">
          {stepMs < 3_600_000
            ? clockTime(new Date(pointed.at), new Date()).replace(/:\d\d\.\d+$/, '')
            : dateTime(new Date(pointed.at)).slice(0, 16)}{' '}
          <b>{number(pointed.count)}</b>
          {pointed.bad > 0 && `, ${number(pointed.bad)} ${badWord}`}
        </p>
      )}
    </div>
  )
}
