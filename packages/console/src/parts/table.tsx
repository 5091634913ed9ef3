import type { ReactNode } from 'react'

/** A column's name: in words, over numbers, which stand at the end, or for the ear alone. */
export type Head = string | { readonly num: string } | { readonly heard: string }

/** A table of rows of HTML under the names of its columns. */
export function Table({ head, children }: { head: readonly Head[]; children: ReactNode }) {
  return (
    <table>
      <thead>
        <tr>{head.map(headCell)}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  )
}

/** A panel with such a table, or with what is said where there is no row. */
export function TablePanel<Row>(props: {
  readonly head: readonly Head[]
  readonly rows: readonly Row[]
  readonly row: (row: Row) => ReactNode
  readonly nothing: ReactNode
}) {
  const { head, rows, row, nothing } = props
  return (
    <div className="panel scroll">
      {rows.length === 0 ? nothing : <Table head={head}>{rows.map(row)}</Table>}
    </div>
  )
}

function headCell(head: Head): ReactNode {
  if (typeof head === 'string')
    return (
      <th key={head} scope="col">
        {head}
      </th>
    )
  if ('num' in head)
    return (
      <th key={head.num} scope="col" className="num">
        {head.num}
      </th>
    )
  return (
    <th key={head.heard} scope="col">
      <span className="heard">{head.heard}</span>
    </th>
  )
}
