import { lengthOf, stepsOf } from '../../api/series.ts'
import type { Series } from '../../api/types.ts'
import { Strip } from '../../chart/strip.tsx'
import styles from './overview.module.css'

/** A cell with the last day of what its row is about, as small bars; empty until that was counted. */
export function DayCell(props: {
  readonly day: Series | undefined
  readonly rows: Parameters<typeof stepsOf>[1]
  readonly label: string
  readonly badWord?: string
}) {
  const { day, rows, ...words } = props
  return (
    <td className={styles.spark}>
      {day !== undefined && (
        <Strip spark height={22} steps={stepsOf(day, rows)} stepMs={lengthOf(day)} {...words} />
      )}
    </td>
  )
}
