import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import { currentLink, type Link, listen, type News } from './feed.ts'

/** Hears of everything while the caller is shown. */
export function useNews(hear: (news: News) => void): void {
  const heard = useEffectEvent(hear)
  useEffect(() => listen((news) => heard(news)), [])
}

/** How the stream is; nothing is missed between the first look and the first news. */
export function useLink(): Link {
  return useSyncExternalStore(listen, currentLink)
}
