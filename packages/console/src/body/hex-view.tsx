import styles from './body.module.css'
import { hexLine } from './text-lines.ts'
import { Windowed } from './windowed.tsx'

/** A body byte for byte, sixteen in a row. */
export function HexView({ bytes }: { bytes: Uint8Array }) {
  return (
    <Windowed
      label="The body in hex"
      count={Math.ceil(bytes.length / 16)}
      className={styles.hex}
      row={(index) => {
        const { offset, digits, looks } = hexLine(bytes, index)
        return (
          <div className={styles.dump}>
            <span className="muted">{offset}</span>
            <span>{digits}</span>
            <span className="muted">{looks}</span>
          </div>
        )
      }}
    />
  )
}
