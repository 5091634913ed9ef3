import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { counted } from '../parts/format.ts'
import { Plain } from '../parts/plain.tsx'
import styles from './body.module.css'
import { type JsonRow, openRows, pathOf } from './json-rows.ts'
import { Windowed } from './windowed.tsx'

/** As deep as rows are moved in; deeper ones say their depth. */
const deepest = 24
/** As long as a string is shown before somebody asks for all of it. */
const longest = 400

/** Looks for a value of the tree among all events; where it lies: names and indexes, the outermost first. */
export type SearchValue = (value: string, at: readonly (string | number)[]) => void

/** A body as a tree, whose objects and arrays open and close. Keys stand without quotes, numbers with all their digits. */
export function JsonView(props: { readonly rows: readonly JsonRow[]; readonly onSearch?: SearchValue }) {
  const { rows, onSearch } = props
  const [closed, setClosed] = useState<ReadonlySet<number>>(new Set())
  const [whole, setWhole] = useState<ReadonlySet<number>>(new Set())
  const seen = useMemo(() => openRows(rows, closed), [rows, closed])
  const list = useRef<HTMLDivElement>(null)
  const turn = (at: number): void => setClosed((before) => turned(before, at))
  // Arrows go from one button to the next, and open and close.
  const press = (event: KeyboardEvent<HTMLButtonElement>): void => {
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = buttons.indexOf(event.currentTarget)
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (at === -1 || step === 0) return
    event.preventDefault()
    buttons[at + step]?.focus()
  }
  return (
    <div ref={list} className={styles.tree}>
      <Windowed
        label="The body as a tree"
        count={seen.length}
        row={(index) => {
          const at = seen[index] ?? 0
          const row = rows[at]
          if (row === undefined) return null
          const indent = { paddingInlineStart: `${12 + Math.min(row.depth, deepest) * 16}px` }
          const holds = row.kind === 'object' || row.kind === 'array'
          return (
            <div className={styles.value} style={indent}>
              {row.depth > deepest && <span className={styles.depth}>{row.depth}</span>}
              {holds ? (
                <button
                  type="button"
                  className={styles.turn}
                  aria-expanded={!closed.has(at)}
                  onKeyDown={press}
                  onClick={() => turn(at)}
                >
                  <span aria-hidden="true" className={styles.arrow}>
                    {closed.has(at) ? '▸' : '▾'}
                  </span>
                  <Key of={row} />
                  <span className={styles.size}>
                    {row.kind === 'object'
                      ? `{ ${counted(row.size, 'member')} }`
                      : `[ ${counted(row.size, 'element')} ]`}
                  </span>
                </button>
              ) : (
                <>
                  <span className={styles.leaf}>
                    <Key of={row} />
                    <span className={styles[row.kind]}>
                      <Plain text={row.text} {...(!whole.has(at) && { most: longest })} />
                    </span>
                  </span>
                  {row.text.length > longest && (
                    <button
                      type="button"
                      className={styles.small}
                      onKeyDown={press}
                      onClick={() => setWhole((before) => turned(before, at))}
                    >
                      {whole.has(at) ? 'less' : `all ${row.text.length} characters`}
                    </button>
                  )}
                  {onSearch && row.text.length <= 200 && row.text !== '' && (
                    <button
                      type="button"
                      className={styles.small}
                      aria-label={`Find events with this ${pathOf(rows, at).join('.')}`}
                      data-tip="Find events with this value"
                      onKeyDown={press}
                      onClick={() => onSearch(row.text, pathOf(rows, at))}
                    >
                      =
                    </button>
                  )}
                </>
              )}
            </div>
          )
        }}
      />
    </div>
  )
}

function Key({ of: { key } }: { of: JsonRow }) {
  if (key === null) return null
  return (
    <span className={typeof key === 'number' ? styles.index : styles.key}>
      <Plain text={String(key)} most={200} />
    </span>
  )
}

function turned(before: ReadonlySet<number>, at: number): ReadonlySet<number> {
  const next = new Set(before)
  if (!next.delete(at)) next.add(at)
  return next
}
