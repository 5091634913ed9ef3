import type { Scheme } from './scheme.ts'

/** The headers that carry a credential, under these settings of the receiver; lower-case names. */
export function credentialsOf(
  { credentials, credentialParams = [] }: Pick<Scheme, 'credentials' | 'credentialParams'>,
  params: Readonly<Record<string, string>>,
): readonly string[] {
  const named = credentialParams.flatMap((param) =>
    Object.hasOwn(params, param) && params[param] ? [params[param].toLowerCase()] : [],
  )
  return [...credentials, ...named]
}
