import { type ReactNode, useState } from 'react'
import { Act } from './act.tsx'
import { Dialog } from './dialog.tsx'

/**
 * A button for what cannot be undone: it asks for a text to be typed first, the name or the number of what is meant, so
 * that whoever does it has read it.
 */
export function ConfirmByName<Made>(props: {
  readonly open: string
  readonly title: string
  /** What must be typed. */
  readonly text: string
  readonly children: ReactNode
  readonly does: string
  readonly act: () => Promise<Made>
  readonly onDone?: (made: Made) => void
  readonly primary?: boolean
}) {
  const { open, title, text, children, does, act, onDone, primary = false } = props
  const [shown, show] = useState(false)
  const [typed, setTyped] = useState('')
  const close = (): void => {
    show(false)
    setTyped('')
  }
  return (
    <>
      <button type="button" className={primary ? 'primary' : 'danger'} onClick={() => show(true)}>
        {open}
      </button>
      <Dialog open={shown} onClose={close} title={title}>
        {children}
        <label>
          <span>
            Type <code>{text}</code> to go on
          </span>
          <input
            value={typed}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            onChange={({ target }) => setTyped(target.value)}
          />
        </label>
        <div className="line">
          <Act
            className={primary ? 'primary' : 'danger'}
            disabled={typed.trim() !== text}
            act={act}
            onDone={(made) => {
              close()
              onDone?.(made)
            }}
          >
            {does}
          </Act>
          <button type="button" onClick={close}>
            Leave it
          </button>
        </div>
      </Dialog>
    </>
  )
}
