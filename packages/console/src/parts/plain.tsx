import styles from './plain.module.css'

/** Control characters, and those that turn the direction of what follows or are not seen at all. */
const unseen = /(?![\t\n])[\p{Cc}\p{Cf}\u2028\u2029]/gu

/**
 * Text that strangers wrote. It is never more than text, and what would not be seen in it, or would turn it about, is
 * shown by its number.
 */
export function Plain({ text, most = Number.POSITIVE_INFINITY }: { text: string; most?: number }) {
  const shown = text.length > most ? text.slice(0, most) : text
  const parts: React.ReactNode[] = []
  let last = 0
  for (const match of shown.matchAll(unseen)) {
    if (match.index > last) parts.push(shown.slice(last, match.index))
    parts.push(
      <span key={match.index} className={styles.unseen}>
        U+{match[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}
      </span>,
    )
    last = match.index + match[0].length
  }
  parts.push(shown.slice(last))
  return (
    <bdi>
      {parts}
      {shown.length < text.length && '…'}
    </bdi>
  )
}
