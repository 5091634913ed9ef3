import { apiPage } from './reference/api.ts'
import { cliPage } from './reference/cli.ts'
import { errorsPage } from './reference/errors.ts'
import { metricsPage } from './reference/metrics.ts'
import { schemesPage } from './reference/schemes.ts'
import { settingsPage } from './reference/settings.ts'

/** The generated pages, by their path from the project's root. */
export function referencePages(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/reference/api.md', apiPage()],
    ['docs/reference/cli.md', cliPage()],
    ['docs/reference/errors.md', errorsPage()],
    ['docs/reference/metrics.md', metricsPage()],
    ['docs/reference/schemes.md', schemesPage()],
    ['docs/reference/settings.md', settingsPage()],
  ])
}
