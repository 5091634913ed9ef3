import { closeSync, openSync, readSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** Breaks the last page of a table's B-tree, where the next row would go; nothing may have the file open. */
export function breakLastPage(file: string, table: string): void {
  const db = new DatabaseSync(file, { readOnly: true })
  const pageBytes = Number(db.prepare('pragma page_size').get()?.page_size)
  let page = Number(db.prepare('select rootpage from sqlite_schema where name = ?').get(table)?.rootpage)
  db.close()
  const handle = openSync(file, 'r+')
  const head = Buffer.alloc(12)
  // https://sqlite.org/fileformat2.html#b_tree_pages: 5 is an interior page, which names its rightmost child.
  for (;;) {
    readSync(handle, head, 0, 12, (page - 1) * pageBytes)
    if (head[0] !== 5) break
    page = head.readUInt32BE(8)
  }
  writeSync(handle, Buffer.alloc(pageBytes, 0xff), 0, pageBytes, (page - 1) * pageBytes)
  closeSync(handle)
}
