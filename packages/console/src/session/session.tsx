import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react'
import { queryClient } from '../api/queries.ts'
import { startFeed, stopFeed } from '../live/feed.ts'
import { Dialog } from '../parts/dialog.tsx'
import { Trouble, Waiting } from '../parts/says.tsx'
import { setGatewayClock } from '../parts/time.tsx'
import { credentials, type Identity, signInByCode, signOut, takeCode, whoIsIt } from './credentials.ts'
import { SignInForm, SignInPage } from './sign-in.tsx'

interface Session {
  readonly identity: Identity
  readonly leave: () => void
}

const SessionContext = createContext<Session | null>(null)

/** Who is signed in. */
export function useIdentity(): Session {
  const session = useContext(SessionContext)
  if (session === null) throw new Error('There is nobody signed in here.')
  return session
}

/** Whether who is signed in may do something, such as `replays.write`. */
export function useMay(action: string): boolean {
  return useIdentity().identity.actions.includes(action)
}

/**
 * Shows the page to who is signed in, and the way in to who is not. Where a session ends while the page is used, what
 * is shown stays, the way in comes over it, and what was asked meanwhile is asked again.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const [identity, setIdentity] = useState<Identity | null | undefined>(undefined)
  const [trouble, setTrouble] = useState<unknown>(null)
  const [lost, setLost] = useState(false)
  const look = useCallback(async () => {
    try {
      const found = await whoIsIt()
      if (found !== null) {
        setGatewayClock(found.now)
        startFeed()
      }
      setIdentity(found)
      setTrouble(null)
    } catch (error) {
      setTrouble(error)
      setTimeout(look, 2000)
    }
  }, [])
  useEffect(() => {
    const code = takeCode()
    const opened = code === null ? Promise.resolve() : signInByCode(code).catch(setTrouble)
    void opened.then(look)
    return credentials.onChange(() => {
      setLost(credentials.isLost())
      if (!credentials.isLost()) void look()
    })
  }, [look])
  const leave = (): void => {
    stopFeed()
    void signOut().then(() => {
      queryClient.clear()
      setIdentity(null)
    })
  }
  if (identity === undefined)
    return trouble === null ? <Waiting /> : <Trouble error={trouble} onRetry={look} />
  if (identity === null) return <SignInPage trouble={trouble} />
  return (
    <SessionContext value={{ identity, leave }}>
      {children}
      <Dialog open={lost} onClose={() => {}} stays title="Your session has ended">
        <p>Sign in again and it goes on where it was: nothing that you have entered is lost.</p>
        <SignInForm />
      </Dialog>
    </SessionContext>
  )
}
