import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { Link, useLocation } from 'wouter'
import { useKeys } from './keys.tsx'
import styles from './row-grid.module.css'

/** A column of a list. */
export interface Column<Row> {
  readonly name: string
  /** A track of CSS grid, such as `1fr` or `120px`. */
  readonly width: string
  readonly cell: (row: Row) => ReactNode
  /** Left out on a phone. */
  readonly wide?: boolean
  readonly end?: boolean
}

/** What a list is given. */
export interface RowGridProps<Row> {
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  readonly keyOf: (row: Row) => string
  /** Where a row leads: a real address, which opens in another tab as well. */
  readonly hrefOf: (row: Row) => string
  /** The row that is shown beside the list. */
  readonly current?: string | undefined
  readonly chosen?: ReadonlySet<string>
  readonly onChoose?: (chosen: ReadonlySet<string>) => void
  /** Called when the last rows come into view. */
  readonly onEnd?: () => void
  /** Called when the first rows come into view. */
  readonly onTop?: () => void
  /** Told whether the list stands at its head. */
  readonly onHead?: (at: boolean) => void
  readonly foot?: ReactNode
  /** Old rows, while others are asked for. */
  readonly stale?: boolean
  readonly className?: string
}

/**
 * A list of any length of which only what is seen is drawn, as an ARIA grid: one row has the focus, `j` and `k` move it,
 * Enter opens it, `x` chooses. A press on a row follows its link; middle button and modifiers as in any link.
 */
export function RowGrid<Row>(props: RowGridProps<Row>) {
  const {
    label,
    rows,
    columns,
    keyOf,
    hrefOf,
    current,
    chosen,
    onChoose,
    onEnd,
    onTop,
    onHead,
    foot,
    stale,
  } = props
  const [, go] = useLocation()
  const scroller = useRef<HTMLDivElement>(null)
  const [active, setActive] = useState<string | null>(null)
  const anchor = useRef<string | null>(null)
  const height = rowHeight()
  const rowVirtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => keyOf(rows[index] as Row),
    overscan: 12,
  })
  const items = rowVirtualizer.getVirtualItems()
  const lastSeen = items.at(-1)?.index ?? -1
  useEffect(() => {
    if (lastSeen >= rows.length - 20) onEnd?.()
  }, [lastSeen, rows.length, onEnd])
  const firstSeen = items[0]?.index ?? 0
  useEffect(() => {
    if (rows.length > 0 && firstSeen === 0) onTop?.()
  }, [firstSeen, rows.length, onTop])
  // What is read stays where it is when rows come above it; at the head they are what one waits for.
  const top = useRef<{ key: string | null }>({ key: null })
  const firstKey = rows[0] === undefined ? null : keyOf(rows[0])
  useLayoutEffect(() => {
    const before = top.current.key
    top.current.key = firstKey
    const place = scroller.current
    if (before === null || before === firstKey || place === null || place.scrollTop < height) return
    const added = rows.findIndex((row) => keyOf(row) === before)
    if (added > 0) place.scrollTop += added * height
  }, [firstKey, rows, keyOf, height])
  const found = active === null ? -1 : rows.findIndex((row) => keyOf(row) === active)
  const at = found === -1 ? 0 : found

  const move = (to: number): void => {
    const index = Math.max(0, Math.min(rows.length - 1, to))
    const row = rows[index]
    if (row === undefined) return
    setActive(keyOf(row))
    rowVirtualizer.scrollToIndex(index, { align: 'auto' })
    const place = (): HTMLElement | null | undefined =>
      scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)
    // At once where it is there, for the sake of a key that follows closely.
    if (place() != null) place()?.focus({ preventScroll: true })
    else requestAnimationFrame(() => place()?.focus({ preventScroll: true }))
  }
  const choose = (index: number, range: boolean): void => {
    const row = rows[index]
    if (row === undefined || chosen === undefined || onChoose === undefined) return
    const from = range ? rows.findIndex((each) => keyOf(each) === anchor.current) : index
    const [low, high] = [Math.min(index, from === -1 ? index : from), Math.max(index, from)]
    const next = new Set(chosen)
    const add = range || !chosen.has(keyOf(row))
    for (const each of rows.slice(low, high + 1)) add ? next.add(keyOf(each)) : next.delete(keyOf(each))
    anchor.current = keyOf(row)
    onChoose(next)
  }
  useKeys([
    ['j', 'Next row', () => move(found === -1 ? 0 : at + 1)],
    ['k', 'Row before', () => move(at - 1)],
    ...(onChoose
      ? ([
          ['x', 'Choose the row', () => choose(at, false)],
          ['X', 'Choose up to the row', () => choose(at, true)],
        ] as const)
      : []),
  ])
  const press = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + 15,
      PageUp: at - 15,
      Home: 0,
      End: rows.length - 1,
    }
    const to = moves[event.key]
    const row = rows[at]
    if (to !== undefined) {
      event.preventDefault()
      move(to)
    } else if (
      event.key === 'Enter' &&
      row !== undefined &&
      (event.target as Element).matches('[role=row]')
    ) {
      event.preventDefault()
      go(hrefOf(row))
    }
  }
  const click = (event: MouseEvent): void => {
    const target = event.target as Element
    const row = rows[Number(target.closest<HTMLElement>('[data-index]')?.dataset.index)]
    if (row === undefined || target.closest('a, button, input, label') !== null) return
    // What was just selected with the mouse is to be copied.
    if (event.button !== 0 || getSelection()?.isCollapsed === false) return
    setActive(keyOf(row))
    if (event.metaKey || event.ctrlKey) open(hrefOf(row), '_blank', 'noopener')
    else go(hrefOf(row))
  }
  const tracks = columns.map(({ width }) => width).join(' ')
  const narrow = columns.flatMap(({ width, wide }) => (wide ? [] : [width])).join(' ')
  const vars = {
    '--tracks': `${onChoose ? '28px ' : ''}${tracks}`,
    '--narrow': `${onChoose ? '28px ' : ''}${narrow}`,
  } as React.CSSProperties
  return (
    <div className={`${styles.frame} ${props.className ?? ''}`} style={vars}>
      {/* A place that scrolls is reached by keyboard: by its rows, or itself where it has none. */}
      <div
        ref={scroller}
        className={`${styles.scroller} ${stale ? 'dim' : ''}`}
        onScroll={({ currentTarget }) => onHead?.(currentTarget.scrollTop < height)}
        tabIndex={rows.length === 0 ? 0 : -1}
      >
        <div
          role="grid"
          aria-label={label}
          aria-rowcount={rows.length + 1}
          aria-multiselectable={onChoose !== undefined || undefined}
          aria-busy={stale || undefined}
          onClick={click}
          onKeyDown={press}
          tabIndex={-1}
        >
          <div role="rowgroup" className={styles.head}>
            <div role="row" aria-rowindex={1} className={`${styles.row} ${styles.names}`} tabIndex={-1}>
              {onChoose && (
                <span role="columnheader" tabIndex={-1}>
                  <span className="heard">Chosen</span>
                </span>
              )}
              {columns.map(({ name, wide, end }) => (
                <span
                  key={name}
                  role="columnheader"
                  tabIndex={-1}
                  className={`${wide ? styles.wide : ''} ${end ? styles.end : ''}`}
                >
                  {name}
                </span>
              ))}
            </div>
          </div>
          <div role="rowgroup" className={styles.body} style={{ height: rowVirtualizer.getTotalSize() }}>
            {items.map(({ index, start, key }) => {
              const row = rows[index] as Row
              const name = keyOf(row)
              return (
                <div
                  key={key}
                  role="row"
                  data-index={index}
                  aria-rowindex={index + 2}
                  aria-selected={chosen?.has(name)}
                  aria-current={current === name ? 'true' : undefined}
                  tabIndex={index === at ? 0 : -1}
                  className={styles.row}
                  style={{ transform: `translateY(${start}px)` }}
                  onFocus={() => setActive(name)}
                >
                  {onChoose && (
                    <span role="gridcell" tabIndex={-1}>
                      <input
                        type="checkbox"
                        tabIndex={-1}
                        aria-label={`Choose ${name}`}
                        checked={chosen?.has(name) ?? false}
                        onChange={(event) =>
                          choose(index, (event.nativeEvent as globalThis.MouseEvent).shiftKey)
                        }
                      />
                    </span>
                  )}
                  {columns.map((column, place) => (
                    <span
                      key={column.name}
                      role="gridcell"
                      tabIndex={-1}
                      className={`cut ${column.wide ? styles.wide : ''} ${column.end ? styles.end : ''}`}
                    >
                      {place === 0 ? (
                        <Link href={hrefOf(row)} tabIndex={-1} className={styles.link}>
                          {column.cell(row)}
                        </Link>
                      ) : (
                        column.cell(row)
                      )}
                    </span>
                  ))}
                </div>
              )
            })}
          </div>
        </div>
        {foot && <div className={styles.foot}>{foot}</div>}
      </div>
    </div>
  )
}

function rowHeight(): number {
  return matchMedia('(pointer: coarse)').matches ? 44 : 34
}
