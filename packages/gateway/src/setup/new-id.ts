/** What is set up rather than counted: its ids are random. */
export type NamedKind = 'src' | 'dst' | 'rte' | 'sec' | 'tok' | 'con' | 'per'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** `src_` and sixteen letters of 80 random bits. */
export function newId(kind: NamedKind, random: (bytes: number) => Uint8Array): string {
  let letters = ''
  for (const byte of random(16)) letters += alphabet.charAt(byte % 32)
  return `${kind}_${letters}`
}
