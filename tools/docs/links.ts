import { existsSync } from 'node:fs'
import { posix } from 'node:path'
import type { Page } from './page.ts'

const ownFiles = 'https://github.com/countersign/countersign/blob/main/'

/**
 * Pages that npm shows, too. It does not always take a relative link from the package's own folder (npm/marky-markdown issue 449),
 * so that they name the whole address.
 */
const shownByNpm = /^packages\/(?:countersign|gateway|simulators)\/README\.md$/

/** One complaint per link within the project that leads nowhere. Links to other sites are not followed. */
export function brokenLinks(pages: readonly Page[], root: string): string[] {
  const byPath = new Map(pages.map((page) => [page.path, page]))
  const complaints: string[] = []
  for (const page of pages) {
    for (const { target, line } of page.links) {
      const where = `${page.path}:${line}`
      const whole = target.startsWith(ownFiles)
      if (!whole && /^[a-z][a-z0-9+.-]*:/i.test(target)) continue
      const [file = '', anchor] = (whole ? target.slice(ownFiles.length) : target).split('#')
      const from = whole ? '.' : posix.dirname(page.path)
      const path = file === '' ? page.path : posix.normalize(posix.join(from, file))
      if (path.startsWith('..') || !existsSync(posix.join(root, path)))
        complaints.push(`${where}: there is no ${path}`)
      else if (anchor !== undefined && byPath.get(path)?.anchors.has(anchor) !== true)
        complaints.push(`${where}: ${path} has no heading #${anchor}`)
      else if (!whole && file !== '' && shownByNpm.test(page.path))
        complaints.push(
          `${where}: npm shows this page, where ${target} may lead elsewhere: write ${ownFiles}${path}`,
        )
    }
  }
  return complaints
}
