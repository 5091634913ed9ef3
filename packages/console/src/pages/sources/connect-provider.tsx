import { useState } from 'react'
import { call } from '../../api/call.ts'
import type { Connection, Scheme } from '../../api/types.ts'
import { Act } from '../../parts/act.tsx'
import { SecretField } from '../../parts/secret-field.tsx'
import { useOnward } from '../../parts/use-onward.ts'
import { useMay } from '../../session/session.tsx'
import styles from './sources.module.css'

interface Setting {
  readonly name: string
  readonly label: string
  readonly usual: string
  readonly hint: string
  readonly optional?: boolean
}

/** What the providers that have an API for their webhooks are told. */
const providers: Readonly<Record<string, { readonly token: string; readonly settings: readonly Setting[] }>> =
  {
    webex: {
      token: 'Of the bot or the person whose events are to come.',
      settings: [
        {
          name: 'resource',
          label: 'Resource',
          usual: 'messages',
          hint: 'such as messages, memberships, rooms',
        },
        { name: 'event', label: 'Event', usual: 'created', hint: 'such as created, updated, deleted, all' },
        {
          ...{ name: 'filter', label: 'Webex’s own filter', usual: '', optional: true },
          hint: 'such as mentionedPeople=me; empty: all',
        },
      ],
    },
    seatable: {
      token: 'Of your account: its settings show it.',
      settings: [
        {
          name: 'workspace',
          label: 'Workspace',
          usual: '',
          hint: 'its number, as in the address of its page',
        },
        { name: 'base', label: 'Base', usual: '', hint: 'its name' },
      ],
    },
  }

/** Has the gateway make the webhook at the provider, and look after it from then on. */
export function ConnectProvider({ scheme: { name: provider, title } }: { scheme: Scheme }) {
  const onward = useOnward()
  const may = useMay('connections.write')
  const [name, setName] = useState('')
  const [token, setToken] = useState('')
  const [api, setApi] = useState('')
  const [given, setGiven] = useState<Readonly<Record<string, string>>>({})
  const [assumeReachable, setAssumeReachable] = useState(false)
  const kind = providers[provider]
  if (kind === undefined || !may) return null
  const textOf = ({ name: key, usual }: Setting): string => given[key] ?? usual
  const settings = Object.fromEntries(
    kind.settings
      .map((setting) => [setting.name, textOf(setting).trim()])
      .filter(([, value]) => value !== ''),
  )
  const ready =
    name.trim() !== '' &&
    token.trim() !== '' &&
    kind.settings.every((setting) => setting.optional === true || textOf(setting).trim() !== '')
  return (
    <details className={styles.connect}>
      <summary>Do it for me with a token</summary>
      <form
        className={styles.form}
        aria-label={`Connect to ${title}`}
        onSubmit={(event) => event.preventDefault()}
      >
        <p className="muted">
          The gateway makes the webhook at {title} with a secret of its own, looks whether it lives, wakes it,
          and fetches what did not come.
        </p>
        <label>
          What the source is called
          <input
            value={name}
            required
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        <SecretField
          label={`Token of ${title}`}
          value={token}
          onChange={setToken}
          required
          hint={`${kind.token} It is kept sealed.`}
        />
        <div className={styles.fields}>
          {kind.settings.map((setting) => (
            <label key={setting.name}>
              {setting.label}
              <input
                value={textOf(setting)}
                required={setting.optional !== true}
                autoComplete="off"
                spellCheck={false}
                onChange={({ target }) => setGiven((before) => ({ ...before, [setting.name]: target.value }))}
              />
              <small>{setting.hint}</small>
            </label>
          ))}
          <label>
            Server of its API
            <input
              type="url"
              value={api}
              autoComplete="off"
              spellCheck={false}
              onChange={({ target }) => setApi(target.value)}
            />
            <small>empty: {title}’s own</small>
          </label>
        </div>
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={assumeReachable}
            onChange={({ target }) => setAssumeReachable(target.checked)}
          />
          Do not ask whether the gateway’s public address leads here
        </label>
        <div>
          <Act
            className="primary"
            busy={`Asking ${title} …`}
            disabled={!ready}
            act={() =>
              call<Connection>('/connections', {
                method: 'POST',
                body: {
                  ...{ provider, name: name.trim(), token: token.trim(), settings, assumeReachable },
                  ...(api.trim() !== '' && { api: api.trim() }),
                },
              })
            }
            onDone={(made) => onward(`/connections/${encodeURIComponent(made.name)}`)}
          >
            Make the webhook
          </Act>
        </div>
      </form>
    </details>
  )
}
