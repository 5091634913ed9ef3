import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Block, Page } from './page.ts'

/** A TypeScript block of a page as a file of its own. */
export interface Snippet {
  /** Where it stands, for complaints: `README.md:31`. */
  readonly where: string
  readonly fileName: string
  readonly code: string
}

/** All `ts` and `tsx` blocks of the pages. */
export function snippetsOf(pages: readonly Page[]): Snippet[] {
  return pages.flatMap((page) =>
    page.blocks.filter(({ language }) => language === 'ts').map((block) => snippetOf(page, block)),
  )
}

/** The file's name begins with the page's, so that the compiler's complaints can be read. */
export function snippetOf(page: Page, block: Block): Snippet {
  const name = `${page.path.replace(/\.md$/, '').replaceAll('/', '-')}-${block.line}.ts`
  return { where: `${page.path}:${block.line}`, fileName: name, code: `${block.code}export {}\n` }
}

/**
 * Compiles the snippets under the project's own settings and answers the compiler's complaints, each with
 * the page and line that it is about.
 */
export async function compileSnippets(snippets: readonly Snippet[], root: string): Promise<string[]> {
  // Inside the project, so that `countersign` and the frameworks resolve as they do for a user.
  const folder = join(root, 'node_modules', '.cache', `docs-${process.pid}`)
  await mkdir(folder, { recursive: true })
  try {
    for (const { fileName, code } of snippets) await writeFile(join(folder, fileName), code)
    const settings = {
      extends: '../../../tsconfig.base.json',
      compilerOptions: {
        // Nest's.
        experimentalDecorators: true,
        noEmit: true,
        allowImportingTsExtensions: true,
        noUnusedLocals: false,
        noUnusedParameters: false,
        lib: ['ES2023', 'DOM', 'DOM.Iterable'],
      },
      include: ['*.ts'],
    }
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings))
    const complaints = await compile(folder, join(root, 'node_modules', 'typescript', 'bin', 'tsc'))
    return complaints.map((line) => atPage(line, snippets))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function compile(folder: string, tsc: string): Promise<string[]> {
  try {
    await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.json', '--pretty', 'false'], {
      cwd: folder,
      maxBuffer: 16 * 1024 * 1024,
    })
    return []
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string }
    const lines = `${stdout ?? ''}${stderr ?? ''}`.split('\n').filter((line) => line !== '')
    return lines.length > 0 ? lines : [String(error)]
  }
}

/** `README-31.ts(4,2): …` → `README.md:35: …` */
function atPage(complaint: string, snippets: readonly Snippet[]): string {
  const match = /^([^()\s]+\.ts)\((\d+),\d+\): (.*)$/.exec(complaint)
  const snippet = snippets.find(({ fileName }) => fileName === match?.[1])
  if (match === null || snippet === undefined) return complaint
  const [path, line] = snippet.where.split(':')
  return `${path}:${Number(line) + Number(match[2])}: ${match[3]}`
}
