import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Page, parsePage } from './page.ts'

/** The project's root. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url))

/** Every Markdown page of the project. */
export function readPages(): Page[] {
  const paths = globSync('**/*.md', { cwd: root, exclude: ['**/node_modules', '**/dist', '**/.*'] })
  return paths
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
    .map((path) => parsePage(path, readFileSync(join(root, path), 'utf8')))
}
