import Table from 'cli-table3'
import { printable, printableJson } from '../../model/printable.ts'

/** How a field of an item is shown: its heading and its text. */
export type Columns<Item> = readonly (readonly [heading: string, text: (item: Item) => string])[]

/** Prints a list: as the API answers it with `--json`, else as a table. */
export function printList<Item>(
  page: { readonly items: readonly Item[]; readonly next: string | null; readonly lookedTo?: string | null },
  columns: Columns<Item>,
  json: boolean | undefined,
): void {
  if (json) {
    process.stdout.write(`${printableJson(page)}\n`)
    return
  }
  const table = new Table({ head: columns.map(([heading]) => heading), style: { head: [], border: [] } })
  for (const item of page.items) table.push(columns.map(([, text]) => printable(text(item))))
  process.stdout.write(page.items.length === 0 ? 'none\n' : `${table.toString()}\n`)
  if (page.lookedTo) process.stderr.write(`looked as far as ${page.lookedTo}\n`)
  if (page.next !== null) process.stderr.write(`more: --cursor ${page.next}\n`)
}

/** Prints one thing: as JSON with `--json`, else a line a field. */
export function printItem(item: object, json: boolean | undefined): void {
  if (json) {
    process.stdout.write(`${printableJson(item)}\n`)
    return
  }
  const fields = Object.entries(item).filter(([, value]) => value !== undefined)
  const width = Math.max(0, ...fields.map(([name]) => name.length))
  for (const [name, value] of fields) {
    const text = typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '-')
    process.stdout.write(`${name.padEnd(width)}  ${printable(text)}\n`)
  }
}

/** Prints one thing that was made; with what is doubtful about it on stderr, where `--json` does not tell it. */
export function printMade(
  { warnings, ...item }: { readonly warnings?: readonly string[] | undefined },
  json: boolean | undefined,
): void {
  printItem(json && warnings ? { ...item, warnings } : item, json)
  if (!json) for (const warning of warnings ?? []) process.stderr.write(`warning: ${printable(warning)}\n`)
}

/** Prints that something is done; nothing with `--json`, where the exit code says it. */
export function printDone(sentence: string, json: boolean | undefined): void {
  if (!json) process.stdout.write(`${printable(sentence)}\n`)
}
