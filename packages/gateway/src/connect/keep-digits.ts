// Of ECMAScript 2026, which TypeScript's libraries do not know yet; Node has had it since 22.
const { rawJSON, isRawJSON } = JSON as unknown as {
  rawJSON(text: string): object
  isRawJSON(value: unknown): value is { readonly rawJSON: string }
}

/** Parses JSON so that `JSON.stringify` gives back every number beyond 2^53 as it was written. */
export function parseKeepingDigits(text: string): unknown {
  return JSON.parse(text, keepDigits as Parameters<typeof JSON.parse>[1])
}

function keepDigits(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  const rounded = typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER
  return rounded && source !== undefined ? rawJSON(source) : value
}

/** As `String`, with all digits of such a number. */
export function textOf(value: unknown): string {
  return isRawJSON(value) ? value.rawJSON : String(value)
}
