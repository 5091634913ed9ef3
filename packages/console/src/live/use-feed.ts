import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { currentLink, listen } from './feed.ts'
import { followStream, type StreamQuery } from './follow-stream.ts'
import type { Link, News } from './news.ts'

/** Hears of everything while the caller is shown. */
export function useNews(hear: (news: News) => void): void {
  const heard = useEffectEvent(hear)
  useEffect(() => listen((news) => heard(news)), [])
}

/**
 * Hears of what a query lets pass while the caller is shown: the gateway sends nothing else, so that what is rare is
 * seen beside a flood. It is a stream of its own, let go while the page is hidden; without a query it is the one that all
 * tabs share.
 */
export function useNewsOf(
  { source, type, verdict }: Required<StreamQuery>,
  hear: (news: News) => void,
): void {
  const heard = useEffectEvent(hear)
  useEffect(() => {
    if (source + type + verdict === '') return listen((news) => heard(news))
    let stopped = new AbortController()
    const follow = (): void => {
      stopped.abort()
      if (document.hidden) return
      stopped = new AbortController()
      void followStream({
        ...{ signal: stopped.signal, query: { source, type, verdict } },
        hear: (news) => heard(news),
      })
    }
    follow()
    document.addEventListener('visibilitychange', follow)
    return () => {
      document.removeEventListener('visibilitychange', follow)
      stopped.abort()
    }
  }, [source, type, verdict])
}

/** How the stream is; nothing is missed between the first look and the first news. */
export function useLink(): Link {
  return useSyncExternalStore(listen, currentLink)
}
