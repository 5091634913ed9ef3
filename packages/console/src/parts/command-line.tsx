import styles from './command-line.module.css'
import { Copy } from './copy.tsx'

/** A text to be used elsewhere: a command, an address; with its button to copy it. */
export function CommandLine({ text, label }: { text: string; label?: string }) {
  return (
    <div className={styles.line}>
      {label !== undefined && <span className={styles.label}>{label}</span>}
      <code className={styles.text}>{text}</code>
      <Copy text={() => text} className="small" />
    </div>
  )
}
