import { isDeepStrictEqual } from 'node:util'
import { Document, isMap, isSeq, LineCounter, parseAllDocuments, type YAMLMap, type YAMLSeq } from 'yaml'
import { declaredLists } from './declared-files.ts'
import { FilesRefused } from './files-refused.ts'
import type { TextFile } from './list-files.ts'
import { isReference } from './references.ts'

type List = (typeof declaredLists)[number]
type Item = Readonly<Record<string, unknown>>

/** What is to stand in a file, by its lists. */
export type DeclaredItems = Readonly<Record<List, readonly Item[]>>

/** One thing that a file said otherwise. */
export interface FileStep {
  readonly action: 'create' | 'update' | 'remove'
  readonly noun: 'source' | 'destination' | 'route' | 'connection'
  readonly name: string
  /** Those that were written anew. */
  readonly fields: readonly string[]
}

/** A file as it is to be written. */
export interface UpdatedFile {
  readonly text: string
  readonly steps: readonly FileStep[]
}

/** As many steps as aliases may make of an item. */
const maxAliasCount = 100
/** They hold references alone, and nobody reads a secret back to say that it is another. */
const ofSecrets: ReadonlySet<string> = new Set(['secrets', 'secret', 'token'])
/** Maps in which single values may be references. */
const mixed: ReadonlySet<string> = new Set(['params', 'headers'])

/**
 * Brings a file of YAML up to what stands: fields that it names get the values of now, what it lacks is added at the end
 * of its list, what is gone is taken out. Comments, order, references and what it leaves unsaid stay, as a source that a
 * connection brings. Throws FilesRefused where it is no such file, or where parts that its anchors tie together
 * differ by now.
 */
export function updatedFile({ path, text }: TextFile, standing: DeclaredItems): UpdatedFile {
  try {
    const updated = update(path, text, standing)
    if (updated.steps.length === 0) return { text, steps: [] }
    if (update(path, updated.text, standing).steps.length === 0) return updated
  } catch (error) {
    if (error instanceof FilesRefused) throw error
    // An alias whose anchor is gone with its item.
  }
  throw new FilesRefused([
    `${path}: parts that anchors (&) and aliases (*) tie together differ by now: write them apart.`,
  ])
}

function update(path: string, text: string, standing: DeclaredItems): UpdatedFile {
  const lines = new LineCounter()
  const place = (at: number | undefined): string => {
    const { line, col } = lines.linePos(at ?? 0)
    return `${path}:${line}:${col}`
  }
  const found = [parseAllDocuments(text, { lineCounter: lines, prettyErrors: false })].flat()
  const problems = found.flatMap(({ errors }) =>
    errors.map(({ pos, message }) => `${place(pos[0])}: ${message}`),
  )
  const other = found.find(({ contents }) => contents !== null && !isMap(contents))
  if (other !== undefined)
    problems.push(`${place(other.range[0])}: must hold lists by name: ${declaredLists.join(', ')}.`)
  if (problems.length > 0) throw new FilesRefused(problems)
  const documents = found.length === 0 ? [new Document({})] : found
  const brought = new Set(
    documents.flatMap((document) => entriesOf(document, 'connections', place)).map(({ said }) => said.name),
  )
  const steps = declaredLists.flatMap((list) =>
    updateList(documents, list, { standing: standing[list], brought, place }),
  )
  const before = found.length === 0 ? text : ''
  return { text: before + documents.map((document) => document.toString({ lineWidth: 0 })).join(''), steps }
}

interface Entry {
  readonly document: Document
  readonly seq: YAMLSeq
  readonly item: YAMLMap
  readonly said: Item
}

function updateList(
  documents: readonly Document[],
  list: List,
  about: {
    readonly standing: readonly Item[]
    /** Names of connections that the file has: each brings its source. */
    readonly brought: ReadonlySet<unknown>
    readonly place: (at: number | undefined) => string
  },
): FileStep[] {
  const { standing, brought, place } = about
  const entries = documents.flatMap((document) => entriesOf(document, list, place))
  const twins = twinsOf(entries, standing)
  const steps: FileStep[] = []
  const step = (action: FileStep['action'], item: Item, fields: readonly string[] = []): void => {
    const noun = list.slice(0, -1) as FileStep['noun']
    const name = list === 'routes' ? `${item.source} → ${item.destination}` : String(item.name)
    steps.push({ action, noun, name, fields })
  }
  for (const entry of entries) {
    const { document, seq, item, said } = entry
    const twin = twins.get(entry)
    if (twin === undefined) {
      seq.items = seq.items.filter((other) => other !== item)
      step('remove', said)
    } else {
      const fields = Object.keys(said).filter((field) => updateField(document, item, field, said, twin))
      if (fields.length > 0) step('update', said, fields)
    }
  }
  const there = new Set(twins.values())
  const missing = standing.filter(
    (item) => !there.has(item) && !(list === 'sources' && brought.has(item.name)),
  )
  if (missing.length > 0) addAll(documents, list, missing)
  for (const item of missing) step('create', item)
  return steps
}

/** The items that a document has in a list. Throws FilesRefused. */
function entriesOf(document: Document, list: List, place: (at: number | undefined) => string): Entry[] {
  const seq = document.get(list, true) as unknown
  if (document.get(list) == null) return []
  if (!isSeq(seq)) throw new FilesRefused([`${place(undefined)}: "${list}" must be a list, written out.`])
  return seq.items.map((item) => {
    if (!isMap(item)) {
      const { range } = item as { range?: readonly number[] }
      throw new FilesRefused([`${place(range?.[0])}: an item must be written out, with a name.`])
    }
    return { document, seq, item, said: item.toJS(document, { maxAliasCount }) as Item }
  })
}

/** Who of those that stand each item of the file is: by its name, a route by its ends and its filter, else by its ends. */
function twinsOf(entries: readonly Entry[], standing: readonly Item[]): Map<Entry, Item> {
  const twins = new Map<Entry, Item>()
  for (const keyOf of [wholeKey, endsOf]) {
    const free = new Map<string, Item[]>()
    const taken = new Set(twins.values())
    for (const item of standing) {
      if (taken.has(item)) continue
      const key = keyOf(item)
      free.set(key, [...(free.get(key) ?? []), item])
    }
    for (const entry of entries) {
      const twin = twins.has(entry) ? undefined : free.get(keyOf(entry.said))?.shift()
      if (twin !== undefined) twins.set(entry, twin)
    }
  }
  return twins
}

const wholeKey = ({ name = null, source = null, destination = null, filter = null }: Item): string =>
  JSON.stringify([name, source, destination, filter])
const endsOf = ({ name = null, source = null, destination = null }: Item): string =>
  JSON.stringify([name, source, destination])

/** Whether a field that the file names was written anew. */
function updateField(document: Document, item: YAMLMap, field: string, said: Item, twin: Item): boolean {
  if (!Object.hasOwn(twin, field) || ofSecrets.has(field)) return false
  const now = mixed.has(field) ? withReferences(said[field], twin[field]) : twin[field]
  if (isDeepStrictEqual(said[field], now)) return false
  const map = item.get(field, true)
  if (mixed.has(field) && isMap(map)) updateMap(document, map, said[field] as Item, now as Item)
  else item.set(field, nodeOf(document, now))
  return true
}

/** What stands, but references where the file has them. */
function withReferences(said: unknown, now: unknown): Item {
  const before = (said ?? {}) as Item
  const entries = Object.entries((now ?? {}) as Item)
  return Object.fromEntries(
    entries.map(([key, value]) => [key, isReference(before[key]) ? before[key] : value]),
  )
}

function updateMap(document: Document, map: YAMLMap, said: Item, now: Item): void {
  for (const key of Object.keys(said)) if (!Object.hasOwn(now, key)) map.delete(key)
  for (const [key, value] of Object.entries(now))
    if (!isDeepStrictEqual(said[key], value)) map.set(key, nodeOf(document, value))
}

/** In the last document that has such a list, else in the first. */
function addAll(documents: readonly Document[], list: List, items: readonly Item[]): void {
  const document = documents.findLast((one) => isSeq(one.get(list, true))) ?? documents[0]
  if (document === undefined) return
  const seq = document.get(list, true)
  if (!isSeq(seq)) return void document.set(list, document.createNode(items))
  // An empty one is written as []: its first items are written below it.
  if (seq.items.length === 0) seq.flow = false
  for (const item of items) seq.add(document.createNode(item))
}

/** A plain value takes the place of the one before beside its comment. */
function nodeOf(document: Document, value: unknown): unknown {
  return typeof value === 'object' && value !== null ? document.createNode(value) : value
}
