import { isDeepStrictEqual } from 'node:util'

interface Thing {
  readonly policy: object
  /** Of a destination. */
  readonly to?: object
}

/**
 * Which of the fields that are spoken of are another, by the API's names: there the fields of a policy and of an address
 * stand beside the others.
 */
export function changedFields(spoken: object, before: Thing, after: Thing): string[] {
  const [had, has] = [flat(before), flat(after)]
  const { beside, ...others } = spoken as { readonly beside?: object }
  return Object.keys({ ...beside, ...others }).filter((field) => !isDeepStrictEqual(had[field], has[field]))
}

function flat(thing: Thing): Record<string, unknown> {
  return { ...thing, ...thing.policy, ...thing.to }
}
