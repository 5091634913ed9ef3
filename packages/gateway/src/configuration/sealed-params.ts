import type { ConfigurationChange, Delta } from '../model/configuration.ts'
import { schemeOf } from '../model/scheme-ref.ts'
import { paramBinding } from '../model/seal-bindings.ts'
import type { Source } from '../model/source.ts'
import type { Catalog } from './catalog.ts'
import type { Unseal } from './open-secrets.ts'

/** A setting as it is stored: sealed, where its scheme says that it is a secret. */
interface SealedParam {
  /** In base64. */
  readonly sealed: string
}

/** The part of a seal that is used here. */
export interface ParamSeal {
  seal(plain: Uint8Array, boundTo: string): Uint8Array
  readonly open: Unseal
}

/** A change as it is stored: the settings of sources that are secrets are sealed to their source. */
export function withSealedParams(
  change: ConfigurationChange,
  seal: ParamSeal,
  catalog: Catalog,
): ConfigurationChange {
  if (change.sources === undefined) return change
  const sources = change.sources.map((source) => {
    if (Object.keys(source.params).length === 0) return source
    const specs = catalog.scheme(schemeOf(source))?.proof.params ?? {}
    const params = mapped(source.params, (name, value) => {
      if (typeof value !== 'string' || !Object.hasOwn(specs, name) || specs[name]?.secret !== true)
        return value
      const sealed = seal.seal(Buffer.from(value, 'utf8'), paramBinding(source.id, name))
      return { sealed: Buffer.from(sealed).toString('base64') }
    })
    return { ...source, params }
  })
  return { ...change, sources }
}

/** Whether a source has settings that are sealed where it is stored. */
export function hasSealedParams(
  source: Pick<Source, 'params' | 'scheme' | 'inline'>,
  catalog: Catalog,
): boolean {
  const specs = catalog.scheme(schemeOf(source))?.proof.params ?? {}
  return Object.entries(source.params).some(
    ([name, value]) =>
      typeof value === 'string' && Object.hasOwn(specs, name) && specs[name]?.secret === true,
  )
}

/** What was stored, its settings in the clear. One that cannot be opened stays as it is, and is no setting then. */
export function withOpenParams<Held extends Pick<Delta, 'sources'>>(held: Held, open: Unseal): Held {
  if (!held.sources.some(({ params }) => Object.values(params).some(isSealed))) return held
  return { ...held, sources: held.sources.map((source) => openedSource(source, open)) }
}

function openedSource(source: Source, open: Unseal): Source {
  const params = mapped(source.params, (name, value) => {
    if (!isSealed(value)) return value
    try {
      const opened = open(Buffer.from(value.sealed, 'base64'), paramBinding(source.id, name))
      return Buffer.from(opened).toString('utf8')
    } catch {
      return value
    }
  })
  return { ...source, params }
}

function isSealed(value: unknown): value is SealedParam {
  return typeof (value as Partial<SealedParam> | null)?.sealed === 'string'
}

function mapped(
  params: Source['params'],
  to: (name: string, value: unknown) => unknown,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, to(name, value)]))
}
