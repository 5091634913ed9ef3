import { type FoundPlace, header } from './place.ts'

/**
 * The first of these headers that is there: of a provider that is renaming one, or sends a copy of what proxies rewrite.
 * It is written under the first name.
 *
 * @example
 * signature: firstHeader('X-Shopify-Hmac-Sha256', 'shopify-hmac-sha256')
 */
export function firstHeader(spelling: string, ...others: readonly string[]): FoundPlace {
  const names = [spelling, ...others].map((name) => header(name).name)
  return {
    in: 'found',
    single: true,
    title: `the header ${names.join(', else ')}`,
    headers: names,
    write: { header: spelling },
    find(message) {
      for (const name of names) {
        const values = message.headerValues(name)
        if (values.length > 0) return values
      }
      return []
    },
  }
}
