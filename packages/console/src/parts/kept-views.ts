/** A place of the console that somebody has given a name. */
export interface View {
  readonly name: string
  /** Path and query. Never a fragment: words that are looked for in bodies stay in no store. */
  readonly to: string
}

/** As many as are kept of one person; of more the oldest go. */
const most = 50

function keyOf(person: string): string {
  return `countersign views of ${person}`
}

/** The views of one person, in this browser, the newest first. */
export function viewsOf(person: string): readonly View[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(person)) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isView) : []
  } catch {
    // Switched off, or written by something else: there are none.
    return []
  }
}

/** Keeps a view in the place of one with the same name; answers all. */
export function keepView(person: string, view: View): readonly View[] {
  const others = viewsOf(person).filter(({ name }) => name !== view.name)
  return store(person, [view, ...others].slice(0, most))
}

/** Forgets a view; answers the others. */
export function forgetView(person: string, name: string): readonly View[] {
  return store(
    person,
    viewsOf(person).filter((view) => view.name !== name),
  )
}

function store(person: string, views: readonly View[]): readonly View[] {
  try {
    localStorage.setItem(keyOf(person), JSON.stringify(views))
  } catch {
    // Full or switched off: they are kept until the page is left.
  }
  return views
}

function isView(value: unknown): value is View {
  if (typeof value !== 'object' || value === null) return false
  const { name, to } = value as Partial<View>
  return typeof name === 'string' && typeof to === 'string' && /^\/[^/#\\]/.test(to) && !to.includes('#')
}
