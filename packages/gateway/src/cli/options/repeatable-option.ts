/** Collects the values of a repeatable option, in their order; for commander's argument parser. */
export function collectValues(value: string, earlier: readonly string[] | undefined): string[] {
  return [...(earlier ?? []), value]
}
