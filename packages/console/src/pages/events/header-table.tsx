import type { Headers } from '../../api/types.ts'
import { Plain } from '../../parts/plain.tsx'
import styles from './detail.module.css'

/** Headers as they came, by name; those that carry a credential are kept sealed and not told. */
export function HeaderTable({ headers }: { headers: Headers }) {
  const rows = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value, index) => ({ key: `${name} ${index}`, name, value })),
  )
  return (
    <div className="panel scroll">
      <table className={styles.headers}>
        <thead>
          <tr>
            <th scope="col">Header</th>
            <th scope="col">Value</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, value }) => (
            <tr key={key}>
              <td>
                <code>
                  <Plain text={name} most={100} />
                </code>
              </td>
              <td>
                <code>
                  <Plain text={value} most={4000} />
                </code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
