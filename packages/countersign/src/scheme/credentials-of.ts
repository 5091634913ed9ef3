import type { Scheme } from './scheme.ts'

/** The headers that carry a credential, under these settings of the receiver; lower-case names. */
export function credentialsOf(
  {
    credentials,
    credentialParams = [],
    handshake = [],
  }: Pick<Scheme, 'credentials' | 'credentialParams' | 'handshake'>,
  params: Readonly<Record<string, string>>,
): readonly string[] {
  // A header in which a handshake brings a secret is a credential, whoever sends it.
  const bringsSecret = handshake.flatMap(
    ({ setsSecret, challenge }) => (setsSecret && challenge?.at.headers) || [],
  )
  return [
    ...credentials,
    ...bringsSecret,
    ...named(credentialParams, params).map((name) => name.toLowerCase()),
  ]
}

/** The names of the query's parameters that carry a credential, under these settings of the receiver. */
export function queryCredentialsOf(
  { credentialQuery }: Pick<Scheme, 'credentialQuery'>,
  params: Readonly<Record<string, string>>,
): readonly string[] {
  const { names, params: settings } = credentialQuery ?? { names: [], params: [] }
  return [...names, ...named(settings, params)]
}

/** What stands in the settings of these names. */
function named(settings: readonly string[], params: Readonly<Record<string, string>>): readonly string[] {
  return settings.flatMap((name) => (Object.hasOwn(params, name) && params[name] ? [params[name]] : []))
}
