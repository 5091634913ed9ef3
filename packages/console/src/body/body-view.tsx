import { Tabs } from '@base-ui/react/tabs'
import { useMemo, useState } from 'react'
import { bytes as sizeOf } from '../parts/format.ts'
import { useKeys } from '../parts/keys.tsx'
import { Nothing } from '../parts/says.tsx'
import styles from './body.module.css'
import { HexView } from './hex-view.tsx'
import { readJson } from './json-rows.ts'
import { JsonView, type SearchValue } from './json-view.tsx'
import { decode } from './text-lines.ts'
import { TextView } from './text-view.tsx'

type Form = 'tree' | 'text' | 'hex'

/**
 * The bytes of a body as a tree, as text or as hex. Nothing in it is ever more than text: no HTML, no link.
 *
 * @param onSearch - offers to look for a value of the tree among all events
 */
export function BodyView(props: { readonly body: Uint8Array; readonly onSearch?: SearchValue }) {
  const { body, onSearch } = props
  const { text, isUtf8 } = useMemo(() => decode(body), [body])
  const json = useMemo(() => readJson(text.replace(/^\ufeff/, '')), [text])
  const [wanted, setWanted] = useState<Form | null>(null)
  const form = wanted ?? (json.rows !== null ? 'tree' : isUtf8 ? 'text' : 'hex')
  useKeys([
    ['1', 'Body as a tree', () => json.rows !== null && setWanted('tree')],
    ['2', 'Body as text', () => setWanted('text')],
    ['3', 'Body in hex', () => setWanted('hex')],
  ])
  if (body.length === 0) return <Nothing title="The body has no bytes." />
  return (
    <Tabs.Root value={form} onValueChange={(value) => setWanted(value as Form)} className={styles.body}>
      <div className={styles.bar}>
        <Tabs.List aria-label="The body as" className={styles.tabs}>
          <Tabs.Tab value="tree" className={styles.tab} disabled={json.rows === null}>
            Tree
          </Tabs.Tab>
          <Tabs.Tab value="text" className={styles.tab}>
            Text
          </Tabs.Tab>
          <Tabs.Tab value="hex" className={styles.tab}>
            Hex
          </Tabs.Tab>
        </Tabs.List>
        <span className="muted">
          {sizeOf(body.length)}
          {!isUtf8 && ' · not UTF-8: what is none is shown as \ufffd in the text'}
          {json.fault !== null && /^\s*[[{]/.test(text) && ` · no JSON from character ${json.fault + 1} on`}
        </span>
      </div>
      <Tabs.Panel value="tree" className={styles.panel}>
        {json.rows !== null && <JsonView rows={json.rows} {...(onSearch && { onSearch })} />}
      </Tabs.Panel>
      <Tabs.Panel value="text" className={styles.panel}>
        <TextView text={text} />
      </Tabs.Panel>
      <Tabs.Panel value="hex" className={styles.panel}>
        <HexView bytes={body} />
      </Tabs.Panel>
    </Tabs.Root>
  )
}
