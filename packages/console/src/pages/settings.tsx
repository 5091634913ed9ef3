import { Tabs } from '@base-ui/react/tabs'
import { useSearchParams } from 'wouter'
import { useMay } from '../session/session.tsx'
import { AuditTrail } from './settings/audit-trail.tsx'
import { People } from './settings/people.tsx'
import styles from './settings/settings.module.css'
import { Store } from './settings/store.tsx'
import { Tokens } from './settings/tokens.tsx'

/** Who may do what, who did what, and what is kept. */
export default function Settings() {
  const [params, setParams] = useSearchParams()
  const tabs = [
    useMay('tokens.read') && (['tokens', 'Tokens', Tokens] as const),
    useMay('people.read') && (['people', 'People', People] as const),
    useMay('audit.read') && (['audit', 'Audit', AuditTrail] as const),
    useMay('stats.read') && (['store', 'Store and version', Store] as const),
  ].filter((tab) => tab !== false)
  const shown = tabs.find(([key]) => key === params.get('show')) ?? tabs[0]
  if (shown === undefined) return <h1>Settings</h1>
  return (
    <div className="stack">
      <h1>Settings</h1>
      <Tabs.Root value={shown[0]} onValueChange={(key) => setParams({ show: String(key) })}>
        <Tabs.List aria-label="Settings" className={styles.tabs}>
          {tabs.map(([key, name]) => (
            <Tabs.Tab key={key} value={key} className={styles.tab}>
              {name}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(([key, , Shown]) => (
          <Tabs.Panel key={key} value={key} className={styles.panel}>
            <Shown />
          </Tabs.Panel>
        ))}
      </Tabs.Root>
    </div>
  )
}
