import type { Catalog } from '../configuration/catalog.ts'
import { counted } from '../model/counted.ts'
import type { SchemeRef } from '../model/scheme-ref.ts'
import { schemeNamed } from './scheme-named.ts'

/** Fewer bytes than this can be found by trying: SHA-1 and SHA-256 are made to be fast. */
const fewBytes = 16

/** What stands in examples and templates, without anything but its letters and digits. */
const placeholder =
  /^(?:whsec)?(?:x+|(?:your|my|the|a|some|super|test|dev|default|example|webhook|signing|shared|app|api|client|this|is|top|very)*(?:secret|secretkey|password|passphrase|passw0rd|changeme|changeit|change|replaceme|placeholder|token|key|example|default|test|todo|admin|letmein|foobar|abc123|[0-9]{1,10})(?:here|key|value|phrase|text|123|1)*)$/

/**
 * What is doubtful about a secret that is taken all the same: a provider or a customer has set it, and to refuse it
 * here would change nothing there. Holds nothing of the secret.
 */
export function secretWarnings(catalog: Catalog, scheme: SchemeRef, secret: string): string[] {
  const bytes = keyBytesOf(catalog, scheme, secret)
  const warnings: string[] = []
  if (bytes < fewBytes)
    warnings.push(
      `The secret has ${counted(bytes, 'byte')} and can be found by trying. Set one of ${fewBytes} random bytes or more on both sides.`,
    )
  const letters = secret.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  // No placeholder is longer, and the expression tries what it is given in many ways.
  if (letters.length <= 64 && placeholder.test(letters))
    warnings.push(
      'The secret looks like a placeholder, which everybody tries first. Set a random one on both sides.',
    )
  return warnings
}

/** How many bytes sign; of a public key enough. */
function keyBytesOf(catalog: Catalog, scheme: SchemeRef, secret: string): number {
  const { proof } = schemeNamed(catalog, scheme)
  if (proof.keys !== 'secret') return fewBytes
  const { encoding = 'utf8', prefix = '' } = proof.hmac?.key ?? {}
  const text = secret.startsWith(prefix) ? secret.slice(prefix.length) : secret
  return Buffer.byteLength(text, encoding)
}

/** The field of an answer; absent where there is nothing to warn of. */
export function warningsOf(
  catalog: Catalog,
  scheme: SchemeRef,
  secrets: readonly string[],
): { readonly warnings?: readonly string[] } {
  const warnings = [...new Set(secrets.flatMap((secret) => secretWarnings(catalog, scheme, secret)))]
  return warnings.length === 0 ? {} : { warnings }
}
