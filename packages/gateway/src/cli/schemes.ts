import Table from 'cli-table3'
import type { Command } from 'commander'
import type { Scheme } from 'countersign'
import type { SchemeJson } from '../api/answers/scheme.ts'
import { showScheme } from '../api/shapes/scheme-json.ts'

/** The catalogue, by name. */
async function catalogue(): Promise<SchemeJson[]> {
  // Not with every command: it loads them all.
  const { schemes } = await import('countersign/catalogue')
  return shownSchemes(Object.values(schemes))
}

/** Schemes as they are shown, by name. */
export function shownSchemes(schemes: readonly Scheme[]): SchemeJson[] {
  return schemes.map(showScheme).sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** `countersign schemes`: the catalogue. */
export function schemesCommand(program: Command): void {
  program
    .command('schemes')
    .description('list the schemes that can be verified and signed')
    .option('--json', 'print the list as JSON')
    .action(async (options: { json?: boolean }) => {
      const rows = await catalogue()
      process.stdout.write(options.json ? `${JSON.stringify(rows, null, 2)}\n` : `${table(rows)}\n`)
    })
}

function table(rows: readonly SchemeJson[]): string {
  const shown = new Table({
    head: ['scheme', 'algorithm', 'verdict', 'clock', 'reads', 'not protected', 'must be set', 'handshake'],
    style: { head: [], border: [] },
  })
  for (const { name, algorithm, verdict, toleranceSeconds, headers, handshake, ...row } of rows) {
    const clock = toleranceSeconds === null ? '-' : `±${toleranceSeconds} s`
    const needed = row.params.filter(({ optional }) => !optional).map((param) => param.name)
    shown.push([
      row.experimental ? `${name}\nexperimental` : name,
      algorithm,
      verdict,
      clock,
      headers.join('\n'),
      row.unprotected.join('\n') || '-',
      needed.join('\n') || '-',
      handshake ? 'yes' : '-',
    ])
  }
  return `${shown.toString()}\n${rows.length} schemes; --json has how each provider delivers, and more`
}
