import type { Scheme } from '../../../packages/countersign/src/scheme/scheme.ts'
import type { SchemeJson } from '../../../packages/gateway/src/api/shapes/scheme-json.ts'
import { shownSchemes } from '../../../packages/gateway/src/cli/schemes.ts'
import { notice } from './notice.ts'

/** docs/reference/schemes.md: the catalogue, with where each fact comes from. */
export function schemesPage(schemes: readonly Scheme[]): string {
  return `# Schemes

${notice}

\`countersign schemes --json\` prints the same. An event is *verified* where the signature covers the body, and
*authenticated* where only a credential or some fields are checked. Your own scheme:
[guide](../guides/your-own-scheme.md).

${shownSchemes(schemes).map(entry).join('\n')}`
}

function entry(row: SchemeJson): string {
  const clock = row.toleranceSeconds === null ? 'no timestamp' : `timestamp within ±${row.toleranceSeconds} s`
  const headers = row.headers.map((name) => `\`${name}\``).join(', ')
  const lines = [
    `${row.title}. ${row.algorithm}; ${row.verdict}; ${clock}; reads ${headers}.`,
    row.handshake ? 'Has a handshake that the endpoint must answer.' : '',
    row.signs ? '' : 'Can be verified, not signed.',
    row.types.length > 0 ? `Samples: ${row.types.map((type) => `\`${type}\``).join(', ')}.` : '',
    row.credentials.length > 0 ? `Kept sealed: ${row.credentials.join(', ')}.` : '',
  ]
  const sources = row.documentation.map((source) => `- ${source}`).join('\n')
  return `### ${row.name}\n\n${lines.filter((line) => line !== '').join(' ')}\n\nSources:\n\n${sources}\n`
}
