import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'
import styles from './body.module.css'

/** Rows of a body of which only what is seen is drawn; each as high as what is in it. */
export function Windowed(props: {
  readonly label: string
  readonly count: number
  readonly row: (index: number) => ReactNode
  readonly className?: string | undefined
}) {
  const { label, count, row, className = '' } = props
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => 22,
    overscan: 20,
  })
  const items = virtual.getVirtualItems()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a place that scrolls is reached by keyboard
    <section aria-label={label} tabIndex={0} ref={scroller} className={`${styles.windowed} ${className}`}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        <div style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
          {items.map(({ index, key }) => (
            <div key={key} data-index={index} ref={virtual.measureElement}>
              {row(index)}
            </div>
          ))}
        </div>
      </div>
    </section>
  )
}
