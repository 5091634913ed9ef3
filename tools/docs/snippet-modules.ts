import { mkdtempSync, readFileSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Page, parsePage } from './page.ts'
import { root } from './pages.ts'
import { snippetOf } from './snippets.ts'

/** The TypeScript blocks of a page as modules, inside the project, so that `countersign` resolves as it does for a user. */
export interface SnippetModules {
  /** How many there are. */
  readonly count: number
  /** What a block exports, the first being 0; `change` is done to its code before. */
  load(index: number, change?: (code: string) => string): Promise<Record<string, unknown>>
  remove(): Promise<void>
}

/** Reads a page, whose path is from the project's root. */
export async function snippetModules(path: string): Promise<SnippetModules> {
  const page: Page = parsePage(path, readFileSync(join(root, path), 'utf8'))
  const blocks = page.blocks.filter(({ language }) => language === 'ts')
  await mkdir(join(root, 'node_modules/.cache'), { recursive: true })
  const folder = mkdtempSync(join(root, 'node_modules/.cache/docs-modules-'))
  return {
    count: blocks.length,
    async load(index, change = (code) => code) {
      const block = blocks[index]
      if (block === undefined) throw new Error(`${path} has no block ${index}`)
      const { code, fileName } = snippetOf(page, block)
      // Node strips no types below node_modules by itself.
      const file = join(folder, fileName.replace(/\.ts$/, '.mjs'))
      await writeFile(file, stripTypeScriptTypes(change(code)))
      return import(pathToFileURL(file).href)
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
