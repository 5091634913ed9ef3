// Checks the documentation: links and anchors lead somewhere, TypeScript blocks compile, commands exist with
// their options, generated pages are fresh. `docs/snippets.test.ts` runs the blocks marked `run`. Exits with 1 and one line for each complaint.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createProgram } from '../packages/gateway/src/cli/program.ts'
import { wrongCommands } from './docs/commands.ts'
import { brokenLinks } from './docs/links.ts'
import { readPages, root } from './docs/pages.ts'
import { referencePages } from './docs/reference.ts'
import { compileSnippets, snippetsOf } from './docs/snippets.ts'

const pages = readPages()
const snippets = snippetsOf(pages)
const complaints = [
  ...brokenLinks(pages, root),
  ...wrongCommands(pages, await createProgram()),
  ...(await stalePages()),
  ...(await compileSnippets(snippets, root)),
]
for (const complaint of complaints) console.error(complaint)
console.log(`docs: ${pages.length} pages, ${snippets.length} code blocks, ${complaints.length} complaints`)
if (complaints.length > 0) process.exitCode = 1

async function stalePages(): Promise<string[]> {
  const complaints: string[] = []
  for (const [path, text] of await referencePages()) {
    let stored = ''
    try {
      stored = readFileSync(join(root, path), 'utf8')
    } catch {
      complaints.push(`${path}: is missing; npm run docs writes it`)
      continue
    }
    if (stored !== text) complaints.push(`${path}: is not fresh; npm run docs writes it anew`)
  }
  return complaints
}
