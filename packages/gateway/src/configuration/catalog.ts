import type { Scheme } from 'countersign'
import type { SchemeRef } from '../model/scheme-ref.ts'
import { compileScheme } from './inline-scheme.ts'

/** The schemes that sources and destinations may have. */
export interface Catalog {
  /** The names, in their order. */
  readonly names: readonly string[]
  /** The scheme of a name, or one written out; undefined where there is no such name, or where it says nothing sound. */
  scheme(ref: SchemeRef): Scheme | undefined
}

/** @param named - by their names */
export function createCatalog(named: Readonly<Record<string, Scheme>>): Catalog {
  return {
    names: Object.keys(named),
    scheme(ref) {
      if (typeof ref === 'string') return Object.hasOwn(named, ref) ? named[ref] : undefined
      try {
        return compileScheme(ref)
      } catch {
        return undefined
      }
    },
  }
}

/**
 * What a param of a scheme is: `secret` is kept as secrets are, such as Meta’s verify token; what no scheme declares is
 * `unknown`, and may be one.
 */
export function paramKind(catalog: Catalog, scheme: SchemeRef, param: string): 'open' | 'secret' | 'unknown' {
  const specs = catalog.scheme(scheme)?.proof.params ?? {}
  if (!Object.hasOwn(specs, param)) return 'unknown'
  return specs[param]?.secret === true ? 'secret' : 'open'
}
