import { secret as marker } from '../content/secret.ts'
import { hmacKeyMaterial } from '../keys/shared-secret.ts'
import { webHashName } from '../platform/platform.ts'
import { defineScheme } from '../scheme/define-scheme.ts'
import type { EventMap } from '../scheme/facts.ts'
import type { HmacForm } from '../scheme/hmac-options.ts'
import type { Proof } from '../scheme/proof.ts'
import type { Scheme } from '../scheme/scheme.ts'
import { signatureCheck } from './hmac/check.ts'
import { signedFacts } from './signed-facts.ts'

/** As the public `keyedHash()`, with options that have been checked: the catalogue's are by its tests. */
export function keyedHash<Events extends EventMap = EventMap>(options: HmacForm): Scheme<Events> {
  const { hash, encoding, key = { encoding: 'utf8' } } = options
  const proof: Proof<Uint8Array> = {
    ...signedFacts(options),
    kind: 'prefix-hash',
    algorithm: `${webHashName(hash)} of a content with the secret, ${encoding.name}`,
    keys: 'secret',
    hmac: options,
    readKey: (given) => new Uint8Array(hmacKeyMaterial(given, key)),
    check: signatureCheck(options, (platform, by, parts) =>
      platform.hash(
        hash,
        parts.map((part) => (part === marker ? (by as Uint8Array) : part)),
        encoding.of,
      ),
    ) as Proof<Uint8Array>['check'],
  }
  return defineScheme<Events>(proof, options)
}
