import type { WebhookEvent } from 'countersign'
import type { seatable } from 'countersign/schemes/seatable'

/** A sentence in Markdown about a row that was inserted or changed; null for everything else. */
export function messageOf(event: WebhookEvent<typeof seatable>): string | null {
  if (event.is('insert_row')) {
    const { table_name, row_name, row_data } = event.json().data
    return `**${plain(table_name)}**: new row ${quoted(row_name)}${changes(row_data)}`
  }
  if (event.is('modify_row')) {
    const { table_name, row_name, row_data } = event.json().data
    return `**${plain(table_name)}**: ${quoted(row_name)} changed${changes(row_data)}`
  }
  return null
}

interface Cell {
  readonly column_name: string
  readonly value?: unknown
  readonly old_value?: unknown
}

/** A line a cell, ten at most: a message in a room is no table. */
function changes(cells: readonly Cell[]): string {
  const lines = cells.slice(0, 10).map(({ column_name, value, old_value }) => {
    const before =
      old_value === undefined || old_value === null || old_value === '' ? '' : ` (was ${shown(old_value)})`
    return `\n- ${plain(column_name)}: ${shown(value)}${before}`
  })
  return lines.join('') + (cells.length > 10 ? `\n- and ${cells.length - 10} more` : '')
}

function quoted(name: string): string {
  return name === '' ? 'without a name' : `"${plain(name)}"`
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return plain(text ?? '').slice(0, 200)
}

/** What people write into cells is text here: no mention, link or heading of theirs takes effect in the room. */
function plain(text: string): string {
  return text.replace(/[\p{Cc}]+/gu, ' ').replace(/[\\`*_{}[\]()#+!|<>@~-]/g, '\\$&')
}
