import { useMemo } from 'react'
import { Plain } from '../parts/plain.tsx'
import styles from './body.module.css'
import { textLines } from './text-lines.ts'
import { Windowed } from './windowed.tsx'

/** A body as text, with its lines numbered. */
export function TextView({ text }: { text: string }) {
  const lines = useMemo(() => textLines(text), [text])
  return (
    <Windowed
      label="The body as text"
      count={lines.length}
      row={(index) => {
        const line = lines[index]
        return (
          <div className={styles.line}>
            <span className={styles.gutter}>{line?.number}</span>
            <span className={styles.wrap}>
              <Plain text={line?.text ?? ''} />
            </span>
          </div>
        )
      }}
    />
  )
}
