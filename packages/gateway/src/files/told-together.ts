import type { DeclaredFiles } from './declared-files.ts'

/**
 * A line for everything that is wrong in files, each with its place: what could not be read, then what was found wrong
 * with the rest. Of what could not be read nothing is said twice: whoever looked at the rest says of it only that it is
 * not there.
 *
 * @param problems - what could not be read, as lines with their places
 * @param at - the place of what a JSON pointer names
 */
export function toldTogether(
  problems: readonly string[],
  faults: readonly { readonly at: string; readonly message: string }[],
  at: DeclaredFiles['at'],
): readonly string[] {
  const lines = faults.map((fault) => `${at(fault.at)}: ${placed(fault.message, at)}`)
  return [...problems, ...lines.filter((line) => !problems.some((known) => known.startsWith(placeIn(line))))]
}

/** A sentence that names another place by a JSON pointer, with that place. */
function placed(message: string, at: DeclaredFiles['at']): string {
  return message.replace(/see (\/\w+\/\d+(?:\/\w+\/\d+)?)/, (_whole, pointer: string) => `see ${at(pointer)}`)
}

/** `FILE:LINE:COLUMN:` at the head of a line. */
function placeIn(line: string): string {
  return /^.*?:\d+:\d+:/.exec(line)?.[0] ?? line
}
