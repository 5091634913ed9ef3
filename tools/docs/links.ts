import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import type { Page } from './page.ts'

/** One complaint per link within the project that leads nowhere. Links to other sites are not followed. */
export function brokenLinks(pages: readonly Page[], root: string): string[] {
  const byPath = new Map(pages.map((page) => [page.path, page]))
  const complaints: string[] = []
  for (const page of pages) {
    for (const { target, line } of page.links) {
      if (/^[a-z][a-z0-9+.-]*:/i.test(target)) continue
      const [file = '', anchor] = target.split('#')
      const path = file === '' ? page.path : posix.normalize(posix.join(posix.dirname(page.path), file))
      const where = `${page.path}:${line}`
      if (path.startsWith('..') || !existsSync(posix.join(root, path)))
        complaints.push(`${where}: there is no ${path}`)
      else if (anchor !== undefined && byPath.get(path)?.anchors.has(anchor) !== true)
        complaints.push(`${where}: ${path} has no heading #${anchor}`)
    }
  }
  return complaints
}
