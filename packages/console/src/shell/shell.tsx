import { Menu } from '@base-ui/react/menu'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { useLink } from '../live/use-feed.ts'
import { useKeys, useLeader } from '../parts/keys.tsx'
import { useIdentity } from '../session/session.tsx'
import { Bars } from './bars.tsx'
import { Find } from './find.tsx'
import { Help } from './help.tsx'
import { Mark } from './mark.tsx'
import styles from './shell.module.css'
import { turnTheme } from './theme.ts'

/** What the page is made of, as the reader sees it; everything else is reached from a thing. */
const entries = [
  ['/', 'Overview', 'o'],
  ['/live', 'Live', 'l'],
  ['/events', 'Events', 'e'],
  ['/rejections', 'Refused', 'r'],
  ['/sources', 'Sources', 's'],
  ['/destinations', 'Destinations', 'd'],
  ['/more', 'More', 'm'],
] as const

/** What stands round every page: where one is, how to get elsewhere, and how the gateway is. */
export function Shell({ children }: { children: ReactNode }) {
  const [path, go] = useLocation()
  const [shown, show] = useState<'find' | 'help' | null>(null)
  const nav = useRef<HTMLElement>(null)
  useLeader()
  useKeys([
    ['?', 'Show all keys', () => show('help')],
    ['t', 'Turn light to dark and back', turnTheme],
    ...entries.map(([to, name, key]) => [`g ${key}`, `Go to ${name}`, () => go(to)] as const),
  ])
  useEffect(() => {
    const find = (event: KeyboardEvent): void => {
      if (event.key !== 'k' || !(event.metaKey || event.ctrlKey)) return
      event.preventDefault()
      show((now) => (now === 'find' ? null : 'find'))
    }
    document.addEventListener('keydown', find)
    return () => document.removeEventListener('keydown', find)
  }, [])
  // On a phone they are wider than the screen: the one that one is at is seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has another
  useEffect(() => {
    const place = nav.current
    const current = place?.querySelector<HTMLElement>('[aria-current]')
    if (place == null || current == null) return
    place.scrollLeft = current.offsetLeft - (place.clientWidth - current.offsetWidth) / 2
  }, [path])
  return (
    <div className={styles.shell}>
      {/* No link: the address stays, whose fragment may hold what is looked for. */}
      <button type="button" className={styles.skip} onClick={() => document.getElementById('main')?.focus()}>
        To the content
      </button>
      <header className={styles.top}>
        <Link href="/" className={styles.brand}>
          <Mark />
          Countersign
        </Link>
        <nav ref={nav} className={styles.nav} aria-label="Pages">
          {entries.map(([to, name]) => (
            <Link key={to} href={to} aria-current={isWithin(path, to) ? 'page' : undefined}>
              {name}
            </Link>
          ))}
        </nav>
        <button type="button" className={styles.find} onClick={() => show('find')}>
          <span>
            Find<span className={styles.wide}> anything</span>
          </span>
          <kbd>{/Mac|iPhone/.test(navigator.platform) ? '⌘K' : 'Ctrl K'}</kbd>
        </button>
        <LinkState />
        <Who onHelp={() => show('help')} />
      </header>
      <Bars />
      <Main path={path}>{children}</Main>
      <Find open={shown === 'find'} onClose={() => show(null)} />
      <Help open={shown === 'help'} onClose={() => show(null)} />
    </div>
  )
}

function isWithin(path: string, entry: string): boolean {
  if (entry === '/') return path === '/'
  if (entry === '/more')
    return /^\/(more|routes|connections|replays|dead|deliveries|catalogue|settings|erasures)(\/|$)/.test(path)
  return path === entry || path.startsWith(`${entry}/`)
}

/** Has the focus after a change of page, so that what is read next is the page. */
function Main({ path, children }: { path: string; children: ReactNode }) {
  const main = useRef<HTMLElement>(null)
  const before = useRef(path)
  useEffect(() => {
    if (path !== before.current) main.current?.focus({ preventScroll: true })
    before.current = path
    scrollTo(0, 0)
  }, [path])
  return (
    <main id="main" tabIndex={-1} ref={main} className={styles.main}>
      {children}
    </main>
  )
}

function LinkState() {
  const { up } = useLink()
  return (
    <span className={`${styles.link} ${up ? '' : styles.away}`}>
      <span className={styles.dot} />
      {up ? 'live' : 'away'}
    </span>
  )
}

function Who({ onHelp }: { onHelp: () => void }) {
  const { identity, leave } = useIdentity()
  // What pops up stays within the landmark that it belongs to.
  const place = useRef<HTMLSpanElement>(null)
  return (
    <span ref={place}>
      <Menu.Root>
        <Menu.Trigger className="plain">
          {identity.name} <span aria-hidden="true">▾</span>
        </Menu.Trigger>
        <Menu.Portal container={place}>
          <Menu.Positioner align="end" sideOffset={6}>
            <Menu.Popup className={styles.menu}>
              <div className={styles.who}>
                Signed in as <b>{identity.name}</b>
                <div className="muted">
                  {identity.actions.some((action) => action.endsWith('.write'))
                    ? 'May change things'
                    : 'May look only'}
                  {' · '}gateway {identity.version}
                </div>
              </div>
              <Menu.Item className={styles.item} onClick={turnTheme}>
                Light or dark <kbd>t</kbd>
              </Menu.Item>
              <Menu.Item className={styles.item} onClick={onHelp}>
                Keys <kbd>?</kbd>
              </Menu.Item>
              <Menu.Item className={styles.item} onClick={leave}>
                Sign out
              </Menu.Item>
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.Root>
    </span>
  )
}
