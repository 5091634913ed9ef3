import type { Scheme } from 'countersign'
import { Refusal } from '../model/refusal.ts'

/**
 * Refuses, as ERR_INPUT at their places, params that the scheme asks for and that are not there, and those that it does
 * not know: a misspelled one would be missing where it is wanted, or protect nothing.
 *
 * @param needed - whether those that must be set are wanted: what is unsigned is not verified. Default: true
 */
export function checkParams(scheme: Scheme, params: Readonly<Record<string, unknown>>, needed = true): void {
  const specs = scheme.proof.params ?? {}
  const known = new Set([...Object.keys(specs), ...paramsOf(scheme.handshake)])
  const missing = Object.entries(specs)
    .filter(
      ([name, { optional, demanded }]) =>
        needed && (optional !== true || demanded === true) && !(Object.hasOwn(params, name) && params[name]),
    )
    .map(([name, { title }]) => ({ name, message: `is missing: ${scheme.name} needs it, ${title}` }))
  const only = known.size === 0 ? 'none' : [...known].toSorted().join(', ')
  const unknown = Object.keys(params)
    .filter((name) => !known.has(name))
    .map((name) => ({ name, message: `is no param of ${scheme.name}, which has ${only}` }))
  const errors = [...missing, ...unknown].map(({ name, message }) => ({
    at: `/params/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    message,
  }))
  if (errors.length === 0) return
  throw new Refusal('ERR_INPUT', errors.map(({ at, message }) => `${at}: ${message}.`).join(' '), errors)
}

/** The names of the params that a handshake reads, wherever in its data they stand. */
function paramsOf(data: unknown): string[] {
  if (typeof data !== 'object' || data === null) return []
  return Object.entries(data).flatMap(([key, value]) =>
    key === 'param' && typeof value === 'string' ? [value] : paramsOf(value),
  )
}
