// https://sqlite.org/fileformat2.html, sections 1.3 and 1.6 to 1.8.

/** What of the file's header says how its pages are laid out. */
export interface PageLayout {
  readonly pageBytes: number
  readonly usableBytes: number
  readonly pages: number
  /** Whether there are pages of pointers (auto-vacuum), whose entries look like the heads of b-tree pages. */
  readonly hasPointerMap: boolean
}

/** Above it the first byte of an overflow page, part of a page number, could pass for that of a b-tree page. */
export const mostPages = 0x02000000

/** Reads the layout from the first 100 bytes of the file. */
export function pageLayout(header: Buffer): PageLayout {
  const size = header.readUInt16BE(16)
  const pageBytes = size === 1 ? 65_536 : size
  return {
    pageBytes,
    usableBytes: pageBytes - header.readUInt8(20),
    pages: header.readUInt32BE(28),
    hasPointerMap: header.readUInt32BE(52) !== 0,
  }
}

/**
 * Where the unallocated space of a b-tree page begins and ends, within the page; null for any other page. SQLite
 * leaves in it what it moved to another page, `secure_delete` or not.
 */
export function gapOf(page: Buffer, number: number, layout: PageLayout): readonly [number, number] | null {
  const { usableBytes } = layout
  if (layout.hasPointerMap && isPointerMap(number, layout)) return null
  const head = number === 1 ? 100 : 0
  const kind = page[head]
  const isInterior = kind === 0x02 || kind === 0x05
  if (!isInterior && kind !== 0x0a && kind !== 0x0d) return null
  const cells = page.readUInt16BE(head + 3)
  const from = head + (isInterior ? 12 : 8) + 2 * cells
  // An empty page of 65,536 bytes says 0.
  const to = page.readUInt16BE(head + 5) || 65_536
  if (from > to || to > usableBytes) return null
  for (let cell = 0; cell < cells; cell++) {
    const at = page.readUInt16BE(from - 2 * (cells - cell))
    if (at < to || at >= usableBytes) return null
  }
  return [from, to]
}

function isPointerMap(number: number, { pageBytes, usableBytes }: PageLayout): boolean {
  if (number < 2) return false
  const each = Math.floor(usableBytes / 5) + 1
  const map = Math.floor((number - 2) / each) * each + 2
  // The page that holds the bytes of file locks is skipped.
  const lockPage = 0x40000000 / pageBytes + 1
  return number === (map === lockPage ? map + 1 : map)
}
