import { hmacKeyOf } from '../../keys/shared-secret.ts'
import { webHashName } from '../../platform/platform.ts'
import { defineScheme } from '../../scheme/define-scheme.ts'
import type { EventMap } from '../../scheme/facts.ts'
import type { HmacForm } from '../../scheme/hmac-options.ts'
import type { Proof } from '../../scheme/proof.ts'
import type { Scheme } from '../../scheme/scheme.ts'
import { signedFacts } from '../signed-facts.ts'
import { signatureCheck } from './check.ts'

/** As the public `hmac()`, with options that have been checked: the catalogue's are by its tests. */
export function hmac<Events extends EventMap = EventMap>(options: HmacForm): Scheme<Events> {
  const { hash, encoding, key = { encoding: 'utf8' } as const } = options
  const proof: Proof<object> = {
    ...signedFacts(options),
    kind: 'hmac',
    algorithm: `HMAC-${webHashName(hash)}, ${encoding.name}`,
    keys: 'secret',
    hmac: options,
    readKey: (secret, platform) => hmacKeyOf(secret, key, hash, platform),
    check: signatureCheck(options, (platform, by, parts) => platform.hmac(hash, by, parts, encoding.of)),
  }
  return defineScheme<Events>(proof, options)
}
