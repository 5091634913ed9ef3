/** The first of what a command made, of a kind that it always makes. */
export function made<Thing>(things: readonly Thing[] | undefined): Thing {
  const [first] = things ?? []
  if (first === undefined) throw new Error('The command made nothing.')
  return first
}
