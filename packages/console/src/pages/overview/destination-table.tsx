import { Link } from 'wouter'
import { lengthOf, stepsOf } from '../../api/series.ts'
import type { Destination, Series } from '../../api/types.ts'
import { Strip } from '../../chart/strip.tsx'
import { duration, number } from '../../parts/format.ts'
import { State } from '../../parts/state.tsx'
import { gatewayNow } from '../../parts/time.tsx'
import { stateOf } from '../destinations/destination-state.tsx'
import styles from './overview.module.css'

const mostRows = 12

/** The destinations: how each is, and what went there in a day. */
export function DestinationTable(props: {
  readonly destinations: readonly Destination[]
  readonly day: Series | undefined
  readonly more: boolean
}) {
  const { destinations, day, more } = props
  // Those that need somebody stand first.
  const shown = destinations
    .toSorted((one, other) => Number(stateOf(one) === 'healthy') - Number(stateOf(other) === 'healthy'))
    .slice(0, mostRows)
  return (
    <section className="panel" aria-label="Destinations">
      <div className={styles.tableHead}>
        <h2>Destinations</h2>
        <Link href="/destinations">
          {destinations.length > shown.length
            ? `All ${destinations.length}${more ? ' and more' : ''}`
            : 'Manage'}
        </Link>
      </div>
      {shown.length === 0 ? (
        <p className={`muted ${styles.none}`}>
          No destination yet: events are stored, and wait to be sent somewhere.
        </p>
      ) : (
        <div className="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">Destination</th>
                <th scope="col">State</th>
                <th scope="col" className="num">
                  Delivered
                </th>
                <th scope="col">24 hours</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((destination) => (
                <Row key={destination.id} destination={destination} day={day} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
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
      <td className={styles.spark}>
        {day !== undefined && (
          <Strip
            spark
            height={22}
            steps={stepsOf(
              day,
              rows.map((row) => ({ ...row, bad: row.outcome !== 'delivered' })),
            )}
            stepMs={lengthOf(day)}
            label={`Attempts to ${name} in 24 hours`}
            badWord="failed"
          />
        )}
      </td>
    </tr>
  )
}
