import { refusal } from '../errors/refusal.ts'
import { certificateIn } from '../keys/certificate.ts'
import { KeptKeys } from '../keys/kept-keys.ts'
import { readPublicKey } from '../keys/public-key.ts'
import type { Message } from '../message/message.ts'
import type { PublicKey, SignatureAlgorithm } from '../platform/platform.ts'
import type { CheckContext } from '../scheme/proof.ts'
import type { KeyFrom } from '../scheme/public-key-options.ts'

const known = new KeptKeys<PublicKey>()

/**
 * The key that a message names, fetched by whoever runs the check. That it comes from the provider is proven by where it
 * was fetched; of a certificate its time and its name are looked at beside.
 */
export async function fetchedKey(
  message: Message,
  from: KeyFrom,
  algorithm: SignatureAlgorithm,
  { platform, resolveKey, now }: CheckContext,
): Promise<PublicKey> {
  const wanted = from.of(message)
  if (wanted === undefined) throw refusal('ERR_SIGNATURE_MALFORMED', 'It names no key that may be fetched.')
  if (resolveKey === undefined) throw refusal('ERR_KEY_UNAVAILABLE')
  const material = await resolveKey(wanted)
  if (typeof material !== 'string') return readPublicKey(material, algorithm, platform)
  const { issuedFor } = from
  const certificate = certificateIn(material)
  if (certificate !== undefined) {
    const { notBefore, notAfter, names } = certificate
    if (now < notBefore || now > notAfter)
      throw refusal('ERR_KEY_UNAVAILABLE', 'The certificate is not valid now.')
    if (issuedFor !== undefined && !names.some(issuedFor))
      throw refusal('ERR_KEY_UNAVAILABLE', 'The certificate was issued for another name.')
  }
  return known.get(platform, `${algorithm} ${material}`, () => readPublicKey(material, algorithm, platform))
}
