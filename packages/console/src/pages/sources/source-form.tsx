import { type FormEvent, useState } from 'react'
import { call } from '../../api/call.ts'
import type { Scheme, Source } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { Trouble } from '../../parts/says.tsx'
import { makeSecret, SecretField } from '../../parts/secret-field.tsx'
import { useOnward } from '../../parts/use-onward.ts'
import { OwnScheme, ownExample } from './own-scheme.tsx'
import { SchemeFacts } from './scheme-facts.tsx'
import styles from './sources.module.css'

/** What a new source is told; what it is made with leads to its first event. */
export function SourceForm({ scheme, wanted }: { scheme: Scheme | null; wanted: string }) {
  const onward = useOnward()
  const [name, setName] = useState('')
  const [secret, setSecret] = useState('')
  const [params, setParams] = useState<Readonly<Record<string, string>>>({})
  const [own, setOwn] = useState(ownExample)
  const [doesNotSign, setDoesNotSign] = useState(false)
  const isOwn = wanted === 'own'
  const unsigned = wanted === 'unsigned' || doesNotSign
  const asksSecret = isOwn || (scheme !== null && scheme.secret !== 'none' && !unsigned)
  const needsSecret = asksSecret && scheme?.secret !== 'brought' && scheme?.secret !== 'later'
  const make = async (): Promise<Source> =>
    await call<Source>('/sources', {
      method: 'POST',
      body: {
        name: name.trim(),
        scheme: isOwn ? JSON.parse(own) : (scheme?.name ?? (unsigned ? 'standard-webhooks' : wanted)),
        unsigned,
        ...(asksSecret && secret !== '' && { secrets: [secret] }),
        ...(Object.keys(params).length > 0 && { params }),
      },
    })
  const ready =
    name.trim() !== '' &&
    (!needsSecret || secret !== '') &&
    (scheme?.params ?? []).every((param) => param.optional || params[param.name])
  const submit = (event: FormEvent): void => event.preventDefault()
  if (scheme === null && !['own', 'unsigned', 'publish'].includes(wanted))
    return <Trouble error={new Error(`There is no provider “${wanted}” in the catalogue.`)} />
  return (
    <div className={scheme === null ? '' : styles.two}>
      <form className={styles.form} onSubmit={submit} aria-label="New source">
        <label>
          Name
          <input
            value={name}
            required
            placeholder="such as bot, shop, billing"
            autoComplete="off"
            spellCheck={false}
            pattern="[A-Za-z0-9][A-Za-z0-9_\-]{0,62}"
            onChange={({ target }) => setName(target.value)}
          />
          <small>
            Letters, digits, - and _. It becomes the end of the address: <code>/in/{name || '…'}</code>
          </small>
        </label>
        {isOwn && <OwnScheme text={own} onChange={setOwn} secret={secret} />}
        {asksSecret && (
          <SecretField
            label="Secret"
            value={secret}
            onChange={setSecret}
            required={needsSecret}
            onMake={makeSecret}
            hint={
              scheme?.secret === 'brought'
                ? `Leave it empty: ${scheme.title} sends it by itself, and you confirm it here.`
                : scheme?.secret === 'later'
                  ? `Leave it empty if you have none yet. ${scheme.keyLater} Add it to the source then.`
                  : 'As the provider shows it; or make one, if the provider lets you set it. It is kept sealed.'
            }
          />
        )}
        {scheme?.secret === 'none' && (
          <p className="hint">No secret: {scheme.title} signs with a key that it publishes.</p>
        )}
        {scheme?.params.map((param) => (
          <label key={param.name}>
            <span>
              {param.name} {param.optional && <span className="muted">(may be left out)</span>}
            </span>
            <input
              value={params[param.name] ?? ''}
              required={!param.optional}
              autoComplete="off"
              spellCheck={false}
              onChange={({ target: { value } }) =>
                setParams((before) => {
                  const { [param.name]: _, ...rest } = before
                  return value === '' ? rest : { ...rest, [param.name]: value }
                })
              }
            />
            <small>{param.title}</small>
          </label>
        ))}
        {scheme !== null && scheme.secret !== 'none' && (
          <label className={styles.check}>
            <input
              type="checkbox"
              checked={doesNotSign}
              onChange={({ target }) => setDoesNotSign(target.checked)}
            />
            It is not signed here: there is no secret to know
          </label>
        )}
        {unsigned && (
          <p className="hint">
            Whoever knows the address can send. It ends in 32 random digits, is shown to operators alone, and
            its events are marked as unsigned wherever they go.
          </p>
        )}
        <div className="stack">
          <div>
            <Act
              className="primary"
              disabled={!ready}
              act={make}
              onDone={({ name: made }) =>
                onward(`/sources/${encodeURIComponent(made)}${wanted === 'publish' ? '' : '/first'}`)
              }
            >
              Make the source
            </Act>
          </div>
        </div>
      </form>
      {scheme !== null && <SchemeFacts scheme={scheme} />}
    </div>
  )
}
