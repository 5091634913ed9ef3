import type { FoundPlace } from './place.ts'

/**
 * A header whose name the operator has chosen at the provider: it stands in `params` under this name.
 *
 * @param param - the setting, which the scheme lists in its `params`
 * @param otherwise - the header where the setting is left out
 */
export function namedHeader(param: string, otherwise?: string): FoundPlace {
  return {
    in: 'found',
    title: `the header that the param ${param} names`,
    headers: otherwise === undefined ? [] : [otherwise.toLowerCase()],
    single: true,
    param,
    write: { header: { param, otherwise } },
    find(message) {
      const name = (Object.hasOwn(message.params, param) ? message.params[param] : undefined) ?? otherwise
      return name === undefined ? [] : message.headerValues(name.toLowerCase())
    },
  }
}
