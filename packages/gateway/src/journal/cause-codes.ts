import type { RefusalCause } from '../model/rejection.ts'

// The counts of causes are rows of their own among the groups of what was refused: behind the group's code stands a
// blank, which is in no code, and the cause.

/** The code under which a cause is counted. */
export function causeCode(code: string, cause: string): string {
  return `${causePrefix(code)}${cause}`
}

/** What the codes of all causes of a group begin with. */
export function causePrefix(code: string): string {
  return `${code} `
}

/** Which of these rows are groups, in SQL. */
export const isGroup = "code not like '% %'"

/** The causes of a group by the rows that begin with its prefix, the commonest first. */
export function causesOf(
  prefix: string,
  rows: readonly (Omit<RefusalCause, 'cause'> & { readonly code: string })[],
): RefusalCause[] {
  return rows
    .map(({ code, ...counts }) => ({ cause: code.slice(prefix.length), ...counts }))
    .sort((one, other) => other.count - one.count || (one.cause < other.cause ? -1 : 1))
}
