import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { type Head, Table } from '../../parts/table.tsx'
import styles from './overview.module.css'

/** Rows here; all stand on a page of their own. */
const mostRows = 12

/** The first rows of a list, and the way to the page of all. */
export function ShortTable<Row>(props: {
  readonly title: string
  readonly path: string
  readonly head: readonly Head[]
  readonly rows: readonly Row[]
  /** There are rows that were not asked for. */
  readonly more: boolean
  readonly row: (row: Row) => ReactNode
  /** Said where there is no row. */
  readonly none?: string
}) {
  const { title, path, head, rows, more, row, none } = props
  return (
    <section className="panel" aria-label={title}>
      <div className={styles.tableHead}>
        <h2>{title}</h2>
        <Link href={path}>
          {rows.length > mostRows ? `All ${rows.length}${more ? ' and more' : ''}` : 'Manage'}
        </Link>
      </div>
      {rows.length === 0 ? (
        <p className={`muted ${styles.none}`}>{none}</p>
      ) : (
        <div className="scroll">
          <Table head={head}>{rows.slice(0, mostRows).map(row)}</Table>
        </div>
      )}
    </section>
  )
}
