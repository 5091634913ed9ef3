import { readFileSync } from 'node:fs'
import { schemes } from 'countersign/catalogue'
import { expect, test } from 'vitest'
import { shownSchemes } from '../../packages/gateway/src/cli/schemes.ts'
import { schemeText } from '../../packages/gateway/src/cli/shown/scheme-text.ts'

// What `npm run check:docs` sees: that the page of the schemes says of each what it is.

const page = readFileSync(new URL('../../docs/reference/schemes.md', import.meta.url), 'utf8')

test.each(Object.values(schemes))('$name', (scheme) => {
  for (const row of shownSchemes([scheme])) expect(page).toContain(`### ${row.name}\n\n${schemeText(row)}\n`)
})
