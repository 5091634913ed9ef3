import { useEffect, useEffectEvent, useState } from 'react'
import { currentLink, type Link, listen, type News } from './feed.ts'

/** Hears of everything while the caller is shown. */
export function useNews(hear: (news: News) => void): void {
  const heard = useEffectEvent(hear)
  useEffect(() => listen((news) => heard(news)), [])
}

/** How the stream is. */
export function useLink(): Link {
  const [link, setLink] = useState(currentLink)
  useNews((news) => {
    if (news.kind === 'link') setLink(news.link)
  })
  return link
}
