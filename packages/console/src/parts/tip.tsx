import { useEffect, useState } from 'react'
import styles from './tip.module.css'

interface Tip {
  readonly text: string
  readonly x: number
  readonly y: number
}

/**
 * One tip for the whole page: what stands in `data-tip` of that which is pointed at or has the focus, or of the first
 * within a row that has it. A component for each of a thousand rows would cost more than the rows. Escape hides it.
 */
export function TipLayer() {
  const [tip, setTip] = useState<Tip | null>(null)
  useEffect(() => {
    const show = ({ type, target }: Event): void => {
      if (!(target instanceof Element)) return
      const focused = type === 'focusin'
      if (focused && !target.matches(':focus-visible')) return
      const within = focused && target.matches('[role=row]') ? target.querySelector('[data-tip]') : null
      const told = within ?? target.closest('[data-tip]')
      const text = told?.getAttribute('data-tip')
      if (told === null || !text) {
        setTip(null)
        return
      }
      const { left, bottom, width } = told.getBoundingClientRect()
      setTip({ text, x: left + width / 2, y: bottom + 6 })
    }
    const hide = (): void => setTip(null)
    const key = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') hide()
    }
    document.addEventListener('pointerover', show)
    document.addEventListener('focusin', show)
    document.addEventListener('focusout', hide)
    document.addEventListener('keydown', key)
    document.addEventListener('scroll', hide, true)
    return () => {
      document.removeEventListener('pointerover', show)
      document.removeEventListener('focusin', show)
      document.removeEventListener('focusout', hide)
      document.removeEventListener('keydown', key)
      document.removeEventListener('scroll', hide, true)
    }
  }, [])
  return tip === null ? null : (
    <div role="tooltip" className={styles.tip} style={{ left: tip.x, top: tip.y }}>
      {tip.text}
    </div>
  )
}
