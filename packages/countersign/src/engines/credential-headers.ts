/** Of some headers those that are credentials by their name, whatever stands in them: a token in them lets others in. */
export function credentialHeaders(headers: readonly string[]): readonly string[] {
  return headers.filter((name) => name === 'authorization' || name === 'authorize')
}
