import Table from 'cli-table3'
import type { Command } from 'commander'
import type { Scheme } from 'countersign'
import { schemes } from 'countersign/schemes'

/** One scheme as the catalogue shows it; the same fields in `--json`. */
export interface CatalogueRow {
  readonly name: string
  readonly title: string
  readonly algorithm: string
  /** What an event gets when it passes: `verified`, or `authenticated` where the body is not covered. */
  readonly verdict: 'verified' | 'authenticated'
  /** How far the signed timestamp may lie from now; null where the scheme has no clock. */
  readonly toleranceSeconds: number | null
  readonly headers: readonly string[]
  /** Headers that carry a credential: kept sealed, never shown or forwarded. */
  readonly credentials: readonly string[]
  readonly handshake: boolean
  readonly signs: boolean
  readonly documentation: readonly string[]
}

/** The catalogue, by name. */
export function catalogue(): CatalogueRow[] {
  return Object.values<Scheme>(schemes)
    .map(row)
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

function row(scheme: Scheme): CatalogueRow {
  const { name, title, proof, credentials, handshake, documentation } = scheme
  return {
    name,
    title,
    algorithm: proof.algorithm,
    verdict: proof.covers === 'body' ? 'verified' : 'authenticated',
    toleranceSeconds: proof.toleranceSeconds ?? null,
    headers: proof.headers,
    credentials,
    handshake: handshake !== undefined,
    signs: proof.sign !== undefined,
    documentation,
  }
}

function table(rows: readonly CatalogueRow[]): string {
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
