import { useLocation } from 'wouter'

/**
 * Goes on once an answer has come. Whoever has gone elsewhere while it was on its way stays there.
 */
export function useOnward(): (to: string) => void {
  const [, go] = useLocation()
  const asked = window.location.pathname
  return (to) => {
    if (window.location.pathname === asked) go(to)
  }
}
