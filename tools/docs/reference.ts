import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { headerIndex, lazyCatalogue, schemeFiles, schemesOf, wholeCatalogue } from './catalogue.ts'
import { frameworkPages } from './frameworks.ts'
import { withLayers } from './layers.ts'
import { root } from './pages.ts'
import { apiPage, fileSchemaText } from './reference/api.ts'
import { causesPage } from './reference/causes.ts'
import { cliPage } from './reference/cli.ts'
import { errorsPage } from './reference/errors.ts'
import { metricsPage } from './reference/metrics.ts'
import { schemesPage } from './reference/schemes.ts'
import { sdksPage } from './reference/sdks.ts'
import { settingsPage } from './reference/settings.ts'

/** The generated pages, and the page with a generated table, by their path from the project's root. */
export async function referencePages(): Promise<ReadonlyMap<string, string>> {
  const names = schemeFiles(root)
  const schemes = await schemesOf(root, names)
  return new Map([
    ['packages/countersign/src/schemes/index.ts', lazyCatalogue(names)],
    ['packages/countersign/src/catalogue.ts', wholeCatalogue(names)],
    ['packages/countersign/src/explain/signature-headers.ts', headerIndex(schemes)],
    ['ARCHITECTURE.md', withLayers(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8'), root)],
    ['packages/gateway/countersign.schema.json', fileSchemaText()],
    ...frameworkPages(root),
    ['docs/reference/api.md', apiPage()],
    ['docs/reference/causes.md', causesPage()],
    ['docs/reference/cli.md', await cliPage()],
    ['docs/reference/errors.md', errorsPage()],
    ['docs/reference/metrics.md', metricsPage()],
    ['docs/reference/schemes.md', schemesPage(schemes)],
    ['docs/reference/sdks.md', await sdksPage(root)],
    ['docs/reference/settings.md', settingsPage()],
  ])
}
