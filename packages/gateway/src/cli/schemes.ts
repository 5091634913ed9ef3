import Table from 'cli-table3'
import type { Command } from 'commander'
import { schemes } from 'countersign/schemes'
import { type SchemeJson, showScheme } from '../api/shapes/scheme-json.ts'

/** The catalogue, by name. */
export function catalogue(): SchemeJson[] {
  return Object.values(schemes)
    .map(showScheme)
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

/** `countersign schemes`: the catalogue. */
export function schemesCommand(program: Command): void {
  program
    .command('schemes')
    .description('list the schemes that can be verified and signed')
    .option('--json', 'print the list as JSON')
    .action((options: { json?: boolean }) => {
      process.stdout.write(
        options.json ? `${JSON.stringify(catalogue(), null, 2)}\n` : `${table(catalogue())}\n`,
      )
    })
}

function table(rows: readonly SchemeJson[]): string {
  const shown = new Table({
    head: ['scheme', 'algorithm', 'verdict', 'clock', 'reads', 'handshake'],
    style: { head: [], border: [] },
  })
  for (const { name, algorithm, verdict, toleranceSeconds, headers, handshake } of rows) {
    const clock = toleranceSeconds === null ? '-' : `±${toleranceSeconds} s`
    shown.push([name, algorithm, verdict, clock, headers.join('\n'), handshake ? 'yes' : '-'])
  }
  return shown.toString()
}
