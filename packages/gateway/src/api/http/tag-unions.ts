type Json = Record<string, unknown>

/**
 * Says of each union whose alternatives differ by one field, such as `kind`, which field that is, as OpenAPI wants it:
 * a `discriminator` over alternatives that have names. A client in another language has one class for each then, and
 * looks at one field to know which it is.
 *
 * @param schemas - the components by name; those that get a name are added
 * @param paths - what else is looked through; changed in place, as the components are
 */
export function tagUnions(schemas: Json, paths: Json): void {
  const known = Object.entries(schemas)
  for (const [name, schema] of known) tag(schema, name, schemas)
  tag(paths, '', schemas)
}

function tag(node: unknown, name: string, schemas: Json): void {
  if (typeof node !== 'object' || node === null) return
  const union = node as Json & { oneOf?: unknown }
  const { oneOf } = union
  const found = Array.isArray(oneOf) ? tagOf(oneOf as Json[], schemas) : null
  if (found !== null) {
    const refs = (oneOf as Json[]).map((alternative, at) => {
      if (typeof alternative.$ref === 'string') return alternative.$ref
      const own = name + pascal(found.values[at] ?? '')
      schemas[own] = alternative
      tag(alternative, own, schemas)
      return `#/components/schemas/${own}`
    })
    union.oneOf = refs.map(($ref) => ({ $ref }))
    const mapping = Object.fromEntries(refs.map((ref, at) => [found.values[at], ref]))
    union.discriminator = { propertyName: found.field, mapping }
  }
  for (const [key, value] of Object.entries(union))
    if (key !== 'discriminator') tag(value, name + (silent.test(key) ? '' : pascal(key)), schemas)
}

/** What stands between a field and its schema, and is no part of a name. */
const silent = /^(properties|items|oneOf|anyOf|allOf|additionalProperties|content|schema|\d+)$/

/** The field that tells alternatives apart, with its value in each; null where none does. */
function tagOf(
  alternatives: readonly Json[],
  schemas: Json,
): { readonly field: string; readonly values: readonly string[] } | null {
  const resolved = alternatives.map(({ $ref, ...own }) =>
    typeof $ref === 'string' ? (schemas[$ref.replace('#/components/schemas/', '')] as Json) : own,
  )
  const [first] = resolved
  for (const field of Object.keys((first?.properties ?? {}) as Json)) {
    const values = resolved.map(
      ({ properties }) => ((properties as Json | undefined)?.[field] as Json)?.const,
    )
    if (values.every((value) => typeof value === 'string') && new Set(values).size === values.length)
      return { field, values: values as string[] }
  }
  return null
}

function pascal(text: string): string {
  return text.replaceAll(/(?:^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, letter: string) => letter.toUpperCase())
}
