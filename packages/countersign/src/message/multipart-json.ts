import { isDoubled } from './json-doubled.ts'
import { formPart } from './multipart.ts'
import type { FoundPlace } from './place.ts'

function valueAt(root: unknown, path: readonly string[]): unknown {
  let value = root
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string, unknown>)[step]
  }
  return value
}

/**
 * A field of JSON that stands in a part of a multipart form, as Dropbox Sign sends its events. What is there twice, part
 * or field, is not well written.
 *
 * @param name - of the part
 * @param path - of the field in its JSON
 */
export function multipartJson(name: string, ...path: readonly string[]): FoundPlace {
  return {
    in: 'found',
    title: `${path.join('.')} in the part ${name}`,
    headers: [],
    find(message) {
      const part = formPart(message, name)
      if (part === undefined) return undefined
      const text = part.form.slice(part.from, part.to)
      let root: unknown
      try {
        root = JSON.parse(text)
      } catch {
        return undefined
      }
      if (isDoubled(text, path)) return undefined
      const value = valueAt(root, path)
      if (value === undefined || value === null) return []
      return typeof value === 'string' || Number.isSafeInteger(value) ? [String(value)] : undefined
    },
  }
}
