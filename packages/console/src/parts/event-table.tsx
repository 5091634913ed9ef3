import type { Event } from '../api/types.ts'
import { bytes } from './format.ts'
import { Plain } from './plain.tsx'
import { type Column, RowGrid, type RowGridProps } from './row-grid.tsx'
import { State } from './state.tsx'
import { Time } from './time.tsx'

/** Events in rows. */
export function EventTable(
  props: Omit<RowGridProps<Event>, 'columns' | 'keyOf' | 'hrefOf'> & {
    /** What follows the path in the address of one. */ readonly suffix?: string
  },
) {
  const { suffix = '', ...rest } = props
  const oldest = rest.rows.at(-1)?.receivedAt
  const ofToday = oldest === undefined || new Date(oldest).toDateString() === new Date().toDateString()
  return (
    <RowGrid
      {...rest}
      columns={ofToday ? columnsOfToday : columnsWithDay}
      keyOf={idOf}
      hrefOf={({ id }) => `/events/${id}${suffix}`}
    />
  )
}

const idOf = ({ id }: Event): string => id

/** Each row is a grid of its own: a column is as wide in one as in the other. */
function columnsFor(timeWidth: string): readonly Column<Event>[] {
  return [
    { name: 'Received', width: timeWidth, cell: ({ receivedAt }) => <Time at={receivedAt} still /> },
    { name: 'Verdict', width: '112px', cell: ({ verdict }) => <State of={verdict} /> },
    { name: 'Source', width: 'minmax(80px, 1fr)', cell: ({ source }) => source, wide: true },
    { name: 'Type', width: 'minmax(80px, 2fr)', cell: ({ type }) => <Plain text={type ?? '–'} /> },
    { name: 'Size', width: '64px', cell: ({ size }) => bytes(size), end: true, wide: true },
  ]
}

const columnsOfToday = columnsFor('94px')
const columnsWithDay = columnsFor('176px')
