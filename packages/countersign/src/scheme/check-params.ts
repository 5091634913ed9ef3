import { fault } from '../errors/fault.ts'
import type { ParamSpec } from './param-spec.ts'

/** Throws ERR_OPTIONS_INVALID where a setting that must be set is not. */
export type CheckParams = (
  scheme: {
    readonly name: string
    readonly proof: { readonly params?: Readonly<Record<string, ParamSpec>> | undefined }
  },
  given: Readonly<Record<string, string>>,
) => void

/** Whether all that must be set is. A value, so that a scheme that asks for nothing, or for nothing that must be, brings none. */
export const checkParams: CheckParams = ({ name: scheme, proof }, given) => {
  for (const [name, { title, optional }] of Object.entries(proof.params ?? {})) {
    // An empty setting would be matched by an empty claim.
    if (!optional && !(Object.hasOwn(given, name) && given[name]))
      throw fault('ERR_OPTIONS_INVALID', `param-unset ${name} (${title}) of ${scheme}`)
  }
}
