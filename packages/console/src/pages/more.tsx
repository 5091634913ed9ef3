import { Link } from 'wouter'
import styles from './more.module.css'

const places = [
  ['/routes', 'Routes', 'What goes from which source to which destination, and by which filter.'],
  ['/deliveries', 'Deliveries', 'What waits, what was taken, what a filter could not decide.'],
  ['/dead', 'Dead letters', 'Deliveries that were given up: look, and try them again.'],
  ['/replays', 'Replays', 'Many events delivered again, and how far each has come.'],
  ['/connections', 'Connections', 'Webhooks at providers that the gateway made and watches over.'],
  ['/erasures', 'Erasures', 'What was erased on demand, to the last byte.'],
  ['/catalogue', 'Schemes', 'How each provider signs, what that protects and what it does not.'],
  ['/settings', 'Settings', 'Tokens, people, the audit trail, retention, versions.'],
] as const

/** What is not looked at every day. */
export default function More() {
  return (
    <div className="stack">
      <h1>More</h1>
      <ul className={styles.places}>
        {places.map(([to, name, told]) => (
          <li key={to}>
            <Link href={to} className={styles.place}>
              <b>{name}</b>
              <span>{told}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
