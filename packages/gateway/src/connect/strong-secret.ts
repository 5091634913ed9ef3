/** A secret for a provider's webhook: 256 random bits as 43 letters that every form and shell takes as they are. */
export function strongSecret(random: (bytes: number) => Uint8Array): string {
  return Buffer.from(random(32)).toString('base64url')
}
