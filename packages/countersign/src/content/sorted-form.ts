import type { MadePart } from '../scheme/content.ts'
import { formFields } from './form-fields.ts'

/** How a form's fields are written into the signed content. */
export interface SortedFormOptions {
  /** Whether values that a name has several times are sorted and each written once, as Twilio does. Default: false. */
  readonly unique?: boolean
  /** Before the fields, where there are any: Plivo's dot. */
  readonly before?: string
}

/**
 * The fields of a form body, sorted by name, each as name and value with nothing between: Twilio, Mandrill, Plivo. It
 * protects the body, whatever its content type says: JSON is read as a form of one odd field, and only signs as that. More
 * than 5,000 fields are refused.
 */
export function sortedForm(options: SortedFormOptions = {}): MadePart {
  const { unique = false, before = '' } = options
  return {
    part: 'made',
    covers: 'body',
    make(message) {
      // Gathered in one pass: `getAll` looks through the whole form, and a stranger says how many names it has.
      const valuesOf = new Map<string, string[]>()
      for (const [name, value] of formFields(message)) {
        const before = valuesOf.get(name)
        if (before === undefined) valuesOf.set(name, [value])
        else before.push(value)
      }
      // By code units, as the providers' own sort does.
      const names = [...valuesOf.keys()].sort()
      const fields = names.flatMap((name) => {
        const values = valuesOf.get(name) ?? []
        const written = unique ? [...new Set(values)].sort() : values
        return written.map((value) => name + value)
      })
      return fields.length === 0 ? [] : [before, ...fields]
    },
  }
}
