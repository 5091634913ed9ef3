import { randomBytes } from 'node:crypto'
import { createVerifier } from 'countersign'
import type { ConfigurationChange } from '../model/configuration.ts'
import { publishScheme, type Source } from '../model/source.ts'
import { defaultSourcePolicy } from '../model/source-policy.ts'
import type { Seal } from '../seal/seal.ts'
import { schemeNamed } from './catalogue.ts'
import { newId } from './new-id.ts'
import { Problem } from './problem.ts'
import { type GivenSecret, sealSecret } from './sealed-secret.ts'
import { changePolicy, type SourceInput } from './source-input.ts'

/**
 * The change that makes a source with its secrets. Throws ERR_SCHEME_UNKNOWN, ERR_SOURCE_WITHOUT_SECRET,
 * ERR_SECRET_NOT_WANTED and the library's ERR_SECRET_* codes.
 */
export function createSource(
  input: SourceInput,
  context: { seal: Seal; maxBodyBytes: number; now: number },
): { readonly source: Omit<Source, 'number'>; readonly change: ConfigurationChange } {
  checkProof(input)
  const policy = defaultSourcePolicy(input.scheme, context.maxBodyBytes)
  const source: Omit<Source, 'number'> = {
    id: newId('src'),
    name: input.name,
    // Whoever knows the address of an unsigned source may post to it, so nobody can guess it.
    path: input.unsigned ? `${input.name}-${randomBytes(16).toString('hex')}` : input.name,
    scheme: input.scheme,
    params: input.params ?? {},
    unsigned: input.unsigned,
    state: 'live',
    policy: changePolicy(policy, input, context.maxBodyBytes),
    createdAt: context.now,
    deletedAt: null,
  }
  const secrets = input.secrets.map((secret) => sealSecret(context.seal, source.id, secret, context.now))
  return { source, change: { sources: [source], secrets } }
}

/** What is for publishing needs no secret and takes none: nothing comes in to be verified. */
function checkProof({ scheme, unsigned, secrets }: SourceInput): void {
  if (scheme === publishScheme) {
    if (secrets.length > 0 || unsigned) throw new Problem('ERR_SECRET_NOT_WANTED')
    return
  }
  const { proof } = schemeNamed(scheme)
  if (unsigned && secrets.length > 0) throw new Problem('ERR_SECRET_NOT_WANTED')
  if (!unsigned && secrets.length === 0 && proof.keys !== 'resolved') {
    throw new Problem('ERR_SOURCE_WITHOUT_SECRET')
  }
  checkSecrets(scheme, secrets)
}

/** Refuses secrets that the scheme cannot use: empty, with white space around them, of the wrong kind. */
export function checkSecrets(schemeName: string, secrets: readonly GivenSecret[]): void {
  if (secrets.length === 0) return
  createVerifier({ scheme: schemeNamed(schemeName), secrets: secrets.map(({ value }) => value) })
}
