/** A fenced code block of a page. */
export interface Block {
  /** The language, the first word after the fence. */
  readonly language: string
  /** The further words: `run`, `output`. */
  readonly marks: readonly string[]
  readonly code: string
  /** The line of the opening fence, from 1. */
  readonly line: number
}

/** A link of a page, as written. */
export interface Link {
  readonly target: string
  readonly line: number
}

/** What the checks need to know of one Markdown page. */
export interface Page {
  /** The path from the project's root, with forward slashes. */
  readonly path: string
  readonly blocks: readonly Block[]
  readonly links: readonly Link[]
  /** The anchors that its headings make on GitHub. */
  readonly anchors: ReadonlySet<string>
}

/** Reads a page line by line: fences, headings (`#`) and inline links; no other syntax matters to the checks. */
export function parsePage(path: string, text: string): Page {
  const blocks: Block[] = []
  const links: Link[] = []
  const anchors = new Set<string>()
  let open: { indent: string; fence: string; info: string; line: number; code: string[] } | null = null
  for (const [index, line] of text.split('\n').entries()) {
    if (open !== null) {
      if (line.trim() === open.fence) {
        const [language = '', ...marks] = open.info.split(/\s+/)
        blocks.push({ language, marks, code: `${open.code.join('\n')}\n`, line: open.line })
        open = null
      } else open.code.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line)
      continue
    }
    const [fenced, indent = '', fence = '', info = ''] = /^( *)(`{3,})(.*)$/.exec(line) ?? []
    if (fenced !== undefined) {
      open = { indent, fence, info: info.trim(), line: index + 1, code: [] }
      continue
    }
    const heading = /^#{1,6} (.*)$/.exec(line)
    if (heading !== null) addAnchor(anchors, heading[1] ?? '')
    for (const [, target] of line.replace(/`[^`]*`/g, '').matchAll(/\]\(([^()\s]+)\)/g))
      links.push({ target: target ?? '', line: index + 1 })
  }
  if (open !== null) throw new Error(`${path}:${open.line}: the code block is never closed`)
  return { path, blocks, links, anchors }
}

/** GitHub's anchor of a heading: lower case, punctuation dropped, blanks to hyphens. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')
}

function addAnchor(anchors: Set<string>, heading: string): void {
  const anchor = anchorOf(heading)
  let unique = anchor
  for (let n = 1; anchors.has(unique); n++) unique = `${anchor}-${n}`
  anchors.add(unique)
}
