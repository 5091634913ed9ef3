import { Link } from 'wouter'
import type { Destination, Series } from '../../api/types.ts'
import { duration, number } from '../../parts/format.ts'
import { State } from '../../parts/state.tsx'
import { gatewayNow } from '../../parts/time.tsx'
import { stateOf } from '../destinations/destination-state.tsx'
import { DayCell } from './day-cell.tsx'
import { ShortTable } from './short-table.tsx'

/** The destinations: how each is, and what went there in a day. */
export function DestinationTable(props: {
  readonly destinations: readonly Destination[]
  readonly day: Series | undefined
  readonly more: boolean
}) {
  const { destinations, day, more } = props
  // Those that need somebody stand first.
  const sorted = destinations.toSorted(
    (one, other) => Number(stateOf(one) === 'healthy') - Number(stateOf(other) === 'healthy'),
  )
  return (
    <ShortTable
      title="Destinations"
      path="/destinations"
      head={['Destination', 'State', { num: 'Delivered' }, '24 hours']}
      rows={sorted}
      more={more}
      row={(destination) => <Row key={destination.id} destination={destination} day={day} />}
      none="No destination yet: events are stored, and wait to be sent somewhere."
    />
  )
}

function Row({ destination, day }: { destination: Destination; day: Series | undefined }) {
  const { name, health } = destination
  const rows = day?.deliveries.filter((row) => row.destination === name && row.outcome !== 'discarded') ?? []
  const delivered = rows.reduce((sum, row) => (row.outcome === 'delivered' ? sum + row.count : sum), 0)
  return (
    <tr>
      <td>
        <Link href={`/destinations/${encodeURIComponent(name)}`}>{name}</Link>
      </td>
      <td>
        <State of={stateOf(destination)} />
        {health.failingSince !== null && (
          <span className="muted"> for {duration(gatewayNow() - Date.parse(health.failingSince))}</span>
        )}
      </td>
      <td className="num">{day === undefined ? '–' : number(delivered)}</td>
      <DayCell
        day={day}
        rows={rows.map((row) => ({ ...row, bad: row.outcome !== 'delivered' }))}
        label={`Attempts to ${name} in 24 hours`}
        badWord="failed"
      />
    </tr>
  )
}
