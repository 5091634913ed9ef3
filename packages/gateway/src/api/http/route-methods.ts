/** Which methods the addresses of a server take, as its routes are told of. */
export class RouteMethods {
  readonly #routes: { readonly pattern: RegExp; readonly methods: readonly string[] }[] = []

  /** @param url - as Fastify writes it: `:name` stands for a part of the path, `*` for all that follows */
  add(url: string, method: string | readonly string[]): void {
    const parts = url.split('/').map((part) => {
      if (part === '*') return '.*'
      return part.startsWith(':') ? '[^/]+' : part.replaceAll(/[.+?^${}()|[\]\\*]/g, '\\$&')
    })
    this.#routes.push({ pattern: new RegExp(`^${parts.join('/')}$`), methods: [method].flat() })
  }

  /** Sorted; empty where nothing is at this path. */
  of(path: string): readonly string[] {
    const found = this.#routes.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => methods)
    return [...new Set(found)].toSorted()
  }
}
