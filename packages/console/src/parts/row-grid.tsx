import { useVirtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useLocation } from 'wouter'
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
    // The same one for as long as the rows are: with another one it asks for the key of each of 50,000 again.
    getItemKey: useCallback((index: number) => keyOf(rows[index] as Row), [rows, keyOf]),
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
  const chooseNow = useRef(choose)
  useLayoutEffect(() => {
    chooseNow.current = choose
  })
  const chooseRow = useCallback((index: number, range: boolean) => chooseNow.current(index, range), [])
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
  const rowAt = (target: Element): Row | undefined =>
    rows[Number(target.closest<HTMLElement>('[data-index]')?.dataset.index)]
  const click = (event: MouseEvent): void => {
    const target = event.target as Element
    const row = rowAt(target)
    if (row === undefined || event.button !== 0) return
    const control = target.closest('a, button, input, label')
    const elsewhere = event.metaKey || event.ctrlKey
    if (control === null) {
      // What was just selected with the mouse is to be copied.
      if (getSelection()?.isCollapsed === false) return
      setActive(keyOf(row))
      if (elsewhere) open(hrefOf(row), '_blank', 'noopener')
      else go(hrefOf(row))
    } else if (control.classList.contains(styles.link ?? '')) {
      // With a modifier the browser does with it what it does with any link.
      if (elsewhere || event.shiftKey || event.altKey) return
      event.preventDefault()
      setActive(keyOf(row))
      go(hrefOf(row))
    }
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
          onFocus={({ target }) => {
            const row = rowAt(target)
            if (row !== undefined) setActive(keyOf(row))
          }}
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
                <GridRow
                  key={key}
                  {...{ row, index, start, name, columns }}
                  href={hrefOf(row)}
                  isActive={index === at}
                  isCurrent={current === name}
                  isChosen={chosen?.has(name)}
                  onChoose={onChoose && chooseRow}
                />
              )
            })}
          </div>
        </div>
        {foot && <div className={styles.foot}>{foot}</div>}
      </div>
    </div>
  )
}

interface GridRowProps<Row> {
  readonly row: Row
  readonly index: number
  /** How far from the top, in pixels. */
  readonly start: number
  readonly name: string
  readonly href: string
  readonly columns: readonly Column<Row>[]
  readonly isActive: boolean
  readonly isCurrent: boolean
  readonly isChosen: boolean | undefined
  readonly onChoose: ((index: number, range: boolean) => void) | undefined
}

/** One row. It is drawn when it comes into view and where something of it changes, not with each that comes beside it. */
const GridRow = memo(function GridRow<Row>(props: GridRowProps<Row>) {
  const { row, index, start, name, href, columns, isActive, isCurrent, isChosen, onChoose } = props
  return (
    <div
      role="row"
      data-index={index}
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      aria-current={isCurrent ? 'true' : undefined}
      tabIndex={isActive ? 0 : -1}
      className={styles.row}
      style={{ transform: `translateY(${start}px)` }}
    >
      {onChoose && (
        <span role="gridcell" tabIndex={-1}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`Choose ${name}`}
            checked={isChosen ?? false}
            onChange={(event) => onChoose(index, (event.nativeEvent as globalThis.MouseEvent).shiftKey)}
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
            // Followed by the list: a component of its own for each of a hundred rows would cost as much as the rows.
            <a href={href} tabIndex={-1} className={styles.link}>
              {column.cell(row)}
            </a>
          ) : (
            column.cell(row)
          )}
        </span>
      ))}
    </div>
  )
}) as <Row>(props: GridRowProps<Row>) => ReactNode

function rowHeight(): number {
  return matchMedia('(pointer: coarse)').matches ? 44 : 34
}
