import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { absent } from '../../../packages/countersign/test/interop/absent.ts'
import { cases, type Sdk } from '../../../packages/countersign/test/interop/cases.ts'
import { disagreements } from '../../../packages/countersign/test/interop/disagreements.ts'
import { nameOf, otherSdks } from '../../../packages/countersign/test/interop/other-languages.ts'
import { notice } from './notice.ts'

const whom = { countersign: 'Countersign', sdk: 'the SDK', neither: 'neither' }

/** docs/reference/sdks.md: the providers' own libraries that are tried beside this one, and what both do not see alike. */
export async function sdksPage(root: string): Promise<string> {
  const file = new URL('../../../packages/countersign/test/interop/sdks.mjs', import.meta.url)
  const { sdks } = (await import(file.href)) as { sdks: readonly Sdk[] }
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const tried = sdks.map(({ name, scheme, apart, signer, maker }) => {
    const signs = (signer ?? maker) === undefined ? '' : 'yes'
    return `| \`${name}\` | ${apart ?? devDependencies[name]} | \`${scheme}\` | ${signs} | ${apart ? 'when asked' : 'always'} |`
  })
  const others = otherSdks.map(
    (sdk) =>
      `| \`${nameOf(sdk)}\` | ${sdk.version} | \`${sdk.scheme}\` | ${sdk.signs ? 'yes' : ''} | when asked |`,
  )
  const rows = disagreements.map(
    ({ sdks, case: what, accepts, supported, why }) =>
      `| ${what} | ${sdks.map((name) => `\`${name}\``).join(', ')} | ${whom[accepts]} | ${whom[supported]} | ${why} |`,
  )
  return `# Beside the providers' own libraries

${notice}

What this library signs, these libraries take, and what they sign is taken here: messages are made for each, changed in
${Object.keys(cases).length} ways, and given to both. The tests hold this page: a disagreement that it does not have turns them red, and so
does one that is gone.

| library | version | scheme | it signs too | tried |
|---|---|---|---|---|
${[...tried, ...others].join('\n')}

Those tried when asked are too large for everybody's \`npm ci\`, or of another language: \`COUNTERSIGN_TEST_SDKS=all npx vitest run
packages/countersign/test/interop\` installs them in a folder of their own; Python's and Go's only where those are, else it says so.

These have been looked at and are not tried:

${absent.map(({ name, why }) => `- \`${name}\`: ${why}.`).join('\n')}

## What both do not see alike

Whom the documents support: those of the provider, or of the standard that it names.

| a message | libraries | taken by | documents support | why |
|---|---|---|---|---|
${rows.join('\n')}
`
}
