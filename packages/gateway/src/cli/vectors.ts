import { existsSync } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import { schemeNames } from 'countersign/schemes'
import { runVectors, type Vector } from 'countersign/vectors'
import colors from 'picocolors'
import { printableJson } from '../model/printable.ts'

const examples = `
FILE is a JSON list of vectors, or a folder of such files; without it the project's own vectors are run.
The last line is 'N passed, N failed'; exit code 1 where one failed. A vector of a scheme that is not built
counts as failed.

Examples:
  countersign vectors
  countersign vectors vectors.json --scheme webex seatable
`

/** `countersign vectors [FILE]`: runs signature test vectors through the public API. */
export function vectorsCommand(program: Command): void {
  const command = program
    .command('vectors')
    .description('run signature test vectors and name each that fails')
    .argument('[files...]', 'JSON files of vectors, or folders of them')
    .option('--scheme <names...>', 'only vectors of these schemes; repeatable')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples)
    .action(async (given: string[], options: { scheme?: string[]; json?: boolean }) => {
      const { files, names } = sortOut(given, options.scheme)
      const places = files.length > 0 ? files : [await ownVectors(command)]
      const all = (await Promise.all(places.map((place) => readVectors(command, place)))).flat()
      const wanted = all.filter(({ scheme }) => names?.includes(scheme) ?? true)
      if (wanted.length === 0) command.error('error: no vector of these schemes', { exitCode: 2 })
      const { schemes } = await import('countersign/catalogue')
      const { passed, failed } = await runVectors(wanted, { schemes })
      if (failed.length > 0) process.exitCode = 1
      if (options.json) {
        process.stdout.write(`${printableJson({ passed, failed }, 2)}\n`)
        return
      }
      for (const { id, reason } of failed) process.stdout.write(`${colors.red('failed')} ${id}: ${reason}\n`)
      process.stdout.write(`${passed} passed, ${failed.length} failed\n`)
    })
}

/** `--scheme a b FILE` takes the file for a name: what exists and is no scheme's name is a file. */
function sortOut(
  files: readonly string[],
  names: readonly string[] | undefined,
): { files: string[]; names?: string[] } {
  const isFile = (word: string): boolean => !schemeNames.includes(word) && existsSync(word)
  if (names === undefined) return { files: [...files] }
  return { files: [...files, ...names.filter(isFile)], names: names.filter((word) => !isFile(word)) }
}

async function readVectors(command: Command, path: string): Promise<Vector[]> {
  try {
    const files = (await stat(path)).isDirectory()
      ? (await readdir(path))
          .filter((name) => name.endsWith('.json'))
          .sort()
          .map((name) => join(path, name))
      : [path]
    const lists = await Promise.all(files.map(async (file) => JSON.parse(await readFile(file, 'utf8'))))
    const vectors: unknown[] = lists.flat()
    if (!vectors.every(isVector)) throw new Error('every entry must be an object with `scheme` and `expect`')
    // Named by their place in the list where they have no name.
    return vectors.map((vector, index) => ({ ...vector, id: vector.id ?? `#${index + 1}` }))
  } catch (cause) {
    command.error(`error: cannot read the vectors: ${(cause as Error).message}`, { exitCode: 2 })
  }
}

function isVector(entry: unknown): entry is Vector {
  return typeof entry === 'object' && entry !== null && 'scheme' in entry && 'expect' in entry
}

/** The project's vectors: beside the built package, or in the checkout. */
async function ownVectors(command: Command): Promise<string> {
  for (const place of ['../../vectors/', '../../../../vectors/']) {
    const folder = new URL(place, import.meta.url)
    const found = await stat(folder).catch(() => null)
    if (found?.isDirectory()) return fileURLToPath(folder)
  }
  command.error('error: name a file of vectors', { exitCode: 2 })
}
