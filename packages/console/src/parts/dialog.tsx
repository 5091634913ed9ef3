import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import styles from './dialog.module.css'

/** A dialog over the page; closed by Escape, by its button and by a press beside it. Never two at once. */
export function Dialog(props: {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: ReactNode
  readonly children: ReactNode
  /** It has no way out but its own buttons. */
  readonly stays?: boolean
  /** The title is for the ear alone. */
  readonly bare?: boolean
}) {
  const { open, onClose, title, children, stays = false, bare = false } = props
  return (
    <Base.Root
      open={open}
      onOpenChange={(now) => !now && !stays && onClose()}
      disablePointerDismissal={stays}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={styles.popup}>
          <div className={bare ? 'heard' : styles.head}>
            <Base.Title>{title}</Base.Title>
            {!stays && !bare && <Base.Close className="plain">Close</Base.Close>}
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
