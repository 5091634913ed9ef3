import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import type { Scheme } from 'countersign'
import { check } from '../../api/shapes/check.ts'
import { createCatalog } from '../../configuration/catalog.ts'
import { inlineSchemeSchema } from '../../configuration/inline-schema.ts'
import { schemes } from '../../configuration/named-schemes.ts'
import { type Fault, Refusal } from '../../model/refusal.ts'
import type { InlineScheme } from '../../model/scheme-ref.ts'
import { refuseTakenScheme, schemeNamed } from '../../setup/scheme-named.ts'

/** A scheme of one's own from a file: as data, and compiled. */
export interface OwnScheme {
  readonly inline: InlineScheme
  readonly scheme: Scheme
}

/**
 * The scheme that a file holds as JSON, `-` being standard input, or what is wrong with it and where, as the API would
 * say when a source is made of it. A file that is not there, or no JSON, ends the command with exit code 2.
 */
export function readSchemeFile(command: Command, file: string): OwnScheme | readonly Fault[] {
  const given = jsonOf(command, file)
  try {
    const inline = check(inlineSchemeSchema, given, 'body')
    const catalog = createCatalog(schemes)
    refuseTakenScheme(catalog, inline)
    return { inline, scheme: schemeNamed(catalog, inline) }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // The file is the scheme itself, which stands at `/scheme` in a source.
    const faults: readonly Fault[] = error.faults ?? []
    return faults.map((fault) => ({ ...fault, at: fault.at.replace(/^\/scheme(?=\/|$)/, '') || '/' }))
  }
}

function jsonOf(command: Command, file: string): unknown {
  let text: string
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (cause) {
    return command.error(`error: cannot read the scheme: ${(cause as Error).message}`, { exitCode: 2 })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    // The place alone: its sentence holds a piece of the text, and it may be the secret's file that was named.
    const [, place] = /\((line \d+ column \d+)\)/.exec((cause as Error).message) ?? []
    const where = place === undefined ? '' : `: see ${place}`
    return command.error(`error: the scheme is not JSON${where}`, { exitCode: 2 })
  }
}
