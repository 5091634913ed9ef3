import pc from 'picocolors'
import { printable } from '../../model/printable.ts'

/** Columns of plain text, of the first rows: what stands in colours is as wide as without. */
export function columnsOf<Row>(
  head: readonly string[],
  rows: readonly Row[],
  cells: (row: Row) => readonly string[],
  most: number,
): string[] {
  const shown = rows.slice(0, most).map((row) => cells(row).map(keepColours))
  const all = [head.map((title) => pc.dim(title)), ...shown]
  const widths = head.map((_, at) => Math.max(...all.map((row) => widthOf(row[at] ?? ''))))
  const lines = all.map((row) =>
    row
      .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell)))
      .join('  ')
      .trimEnd(),
  )
  if (rows.length === 0) lines.push('none')
  if (rows.length > most) lines.push(`and ${rows.length - most} more`)
  return lines
}

/** Colours are ours; whatever else a terminal would obey is not. */
function keepColours(cell: string): string {
  return cell
    .split(colour)
    .map((part, at) => (at % 2 === 1 ? part : printable(part)))
    .join('')
}

const colour = new RegExp(`(${String.fromCharCode(27)}\\[\\d{1,2}m)`)

function widthOf(cell: string): number {
  return cell.split(colour).reduce((width, part, at) => (at % 2 === 1 ? width : width + part.length), 0)
}
