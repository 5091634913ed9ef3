/** A form of more fields is none to a filter: each costs several times what a character does. */
const mostFields = 1_000

/** Whether a body of this content type is a form. */
function isForm(contentType: string | undefined): boolean {
  return /^application\/x-www-form-urlencoded *(?:;|$)/i.test(contentType ?? '')
}

/** The fields of a form by their names, of a repeated one the first. Throws where it is none. */
export function formFields(contentType: string | undefined, text: string): Readonly<Record<string, string>> {
  if (!isForm(contentType) || text.split('&', mostFields + 1).length > mostFields)
    throw new TypeError('no form')
  const fields: Record<string, string> = Object.create(null)
  for (const [name, value] of new URLSearchParams(text)) fields[name] ??= value
  return fields
}

/** What of a body is JSON: all of it, or of a form what its only field holds where that is `payload`, as in the library. */
export function jsonText(text: string): string {
  return /^payload=[^&]*$/.test(text) ? (new URLSearchParams(text).get('payload') ?? '') : text
}
