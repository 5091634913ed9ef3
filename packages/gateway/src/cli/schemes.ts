import Table from 'cli-table3'
import type { Command } from 'commander'
import type { Scheme } from 'countersign'
import type { SchemeJson } from '../api/answers/scheme.ts'
import { showScheme } from '../api/shapes/scheme-json.ts'
import { printableJson } from '../model/printable.ts'
import { schemeByName } from './options/scheme-argument.ts'
import { schemePlainText } from './shown/scheme-text.ts'

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

/** `countersign schemes`: the catalogue, or all that is known of one of it. */
export function schemesCommand(program: Command): void {
  const command = program
    .command('schemes')
    .description('list the schemes that can be verified and signed, or say all that is known of one')
    .argument('[name]', 'one of them')
    .option('--json', 'print it as JSON')
  command.action(async (name: string | undefined, { json }: { json?: boolean }) => {
    const found = name === undefined ? await catalogue() : showScheme(await schemeByName(command, name))
    process.stdout.write(json ? `${printableJson(found, 2)}\n` : asText(found))
  })
}

function asText(found: SchemeJson | readonly SchemeJson[]): string {
  return 'name' in found ? schemePlainText(found) : `${table(found)}\n`
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
  return `${shown.toString()}\n${rows.length} schemes; \`countersign schemes NAME\` says how its provider delivers, and more`
}
