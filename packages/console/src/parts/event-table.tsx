import type { Event } from '../api/types.ts'
import { bytes } from './format.ts'
import { Plain } from './plain.tsx'
import { type Column, RowGrid, type RowGridProps } from './row-grid.tsx'
import { State } from './state.tsx'
import { Time } from './time.tsx'

const columns: readonly Column<Event>[] = [
  {
    name: 'Received',
    width: 'minmax(104px, max-content)',
    cell: ({ receivedAt }) => <Time at={receivedAt} still />,
  },
  { name: 'Verdict', width: '124px', cell: ({ verdict }) => <State of={verdict} /> },
  { name: 'Source', width: 'minmax(80px, 1fr)', cell: ({ source }) => source, wide: true },
  { name: 'Type', width: 'minmax(80px, 2fr)', cell: ({ type }) => <Plain text={type ?? '–'} /> },
  { name: 'Size', width: '72px', cell: ({ size }) => bytes(size), end: true, wide: true },
]

/** Events in rows. */
export function EventTable(
  props: Omit<RowGridProps<Event>, 'columns' | 'keyOf' | 'hrefOf'> & { readonly query?: string },
) {
  const { query = '', ...rest } = props
  return (
    <RowGrid
      {...rest}
      columns={columns}
      keyOf={({ id }) => id}
      hrefOf={({ id }) => `/events/${id}${query === '' ? '' : `?${query}`}`}
    />
  )
}
