import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'

/**
 * Trusts the certificates of a file beside the system’s. Made once: parsing the system’s 150 for each connection would
 * cost it 10 ms.
 *
 * @param path - of one or more certificates in PEM, or these themselves: what COUNTERSIGN_CA_FILE leads to; null: the
 * system’s alone
 * @returns null for the system’s alone, or a sentence why the file cannot be used
 */
export function readTrust(path: string | null): { readonly trusted: SecureContext | null } | string {
  if (path === null) return { trusted: null }
  let text: string
  try {
    text = path.includes('-----BEGIN ') ? path : readFileSync(path, 'utf8')
  } catch (error) {
    return `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`
  }
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  if (found.length === 0) return 'holds no certificate in PEM'
  try {
    for (const one of found) new X509Certificate(one)
    return { trusted: createSecureContext({ ca: [...getCACertificates('default'), ...found] }) }
  } catch {
    return 'holds a certificate that cannot be read'
  }
}
