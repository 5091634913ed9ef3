import { type DeclaredFiles, declaredLists as lists } from './declared-files.ts'
import { type PlacedDocument, readDocuments } from './documents.ts'
import { FilesRefused } from './files-refused.ts'
import { listFiles } from './list-files.ts'
import { isReference, type Reference, readReference } from './references.ts'

interface Origin {
  readonly document: PlacedDocument
  readonly index: number
}

/**
 * Reads a file, or all files of a folder, into one wanted whole. Throws FilesRefused with all that is wrong: what is
 * no YAML, a list that there is none of, a secret that stands in the file, a reference to what is not there. What is
 * wrong with a field is told by the plan.
 *
 * @param env - what `{env: NAME}` is looked up in
 * @param isSecret - whether a param of a scheme of the catalogue is kept as a secret is
 */
export function readDeclared(
  path: string,
  env: NodeJS.ProcessEnv,
  isSecret: (scheme: string, param: string) => boolean,
): DeclaredFiles {
  const problems: string[] = []
  const wanted: Record<string, unknown[]> = {}
  const origins: Record<string, Origin[]> = {}
  for (const file of listFiles(path)) {
    const read = readDocuments(file)
    problems.push(...read.problems)
    for (const document of read.documents) {
      for (const [list, items] of Object.entries(listsOf(document, problems))) {
        const all = wanted[list] ?? []
        const from = origins[list] ?? []
        wanted[list] = all
        origins[list] = from
        for (const [index, item] of items.entries()) {
          all.push(withSecrets(list, item, { document, path: [list, index], env, isSecret, problems }))
          from.push({ document, index })
        }
      }
    }
  }
  const declared: DeclaredFiles = {
    wanted,
    at(pointer) {
      const [list = '', index = '', ...rest] = pointer.split('/').slice(1).map(plain)
      const origin = origins[list]?.[Number(index)]
      return origin === undefined ? path : origin.document.at([list, origin.index, ...rest])
    },
  }
  if (problems.length > 0) throw new FilesRefused(problems, declared)
  return declared
}

/** The lists of a document; whatever else it holds is named. */
function listsOf(document: PlacedDocument, problems: string[]): Readonly<Record<string, readonly unknown[]>> {
  const { value } = document
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push(`${document.at([])}: must hold lists by name: ${lists.join(', ')}.`)
    return {}
  }
  const found: Record<string, readonly unknown[]> = {}
  for (const [name, list] of Object.entries(value)) {
    if (!(lists as readonly string[]).includes(name))
      problems.push(`${document.at([name])}: "${name}" is unknown. There are: ${lists.join(', ')}.`)
    else if (Array.isArray(list)) found[name] = list
    // An empty list, as YAML writes one that has nothing below it.
    else if (list === null) found[name] = []
    else problems.push(`${document.at([name])}: "${name}" must be a list.`)
  }
  return found
}

interface Place {
  readonly document: PlacedDocument
  readonly path: readonly (string | number)[]
  readonly env: NodeJS.ProcessEnv
  readonly isSecret: (scheme: string, param: string) => boolean
  readonly problems: string[]
}

/** An item with its references read. A secret must be one; a parameter and a header may. */
function withSecrets(list: string, item: unknown, place: Place): unknown {
  if (list === 'routes' || typeof item !== 'object' || item === null || Array.isArray(item)) return item
  const fields = { ...(item as Record<string, unknown>) }
  if (Array.isArray(fields.secrets))
    fields.secrets = fields.secrets.map((one, at) => secretOf(one, below(place, 'secrets', at)))
  for (const name of ['secret', 'token'])
    if (fields[name] !== undefined) fields[name] = textOf(fields[name], below(place, name))
  for (const name of ['params', 'headers']) {
    const map = fields[name]
    if (typeof map !== 'object' || map === null || Array.isArray(map)) continue
    fields[name] = Object.fromEntries(
      Object.entries(map).map(([key, value]) => {
        const at = below(place, name, key)
        if (isReference(value)) return [key, readText(value, at)]
        const held =
          name === 'params' && typeof fields.scheme === 'string' && place.isSecret(fields.scheme, key)
        return [key, held ? refuseInline(at) : value]
      }),
    )
  }
  return fields
}

/** A secret of a source: a reference, with the time in which it is valid where that is said. */
function secretOf(given: unknown, place: Place): unknown {
  if (!isReference(given, ['notBefore', 'expiresAt'])) return refuseInline(place)
  const { env: _env, file: _file, ...valid } = given
  return { value: readText(given, place), ...valid }
}

function textOf(given: unknown, place: Place): string | undefined {
  return isReference(given) ? readText(given, place) : refuseInline(place)
}

function readText(reference: Reference, { document, path, env, problems }: Place): string | undefined {
  const read = readReference(reference, document.path, env)
  if ('text' in read) return read.text
  const standing = isSecretLine(path) ? ' What is there already keeps its own without this line.' : ''
  problems.push(`${document.at(path)}: ${read.problem}${standing}`)
  return undefined
}

/** Whether a thing that is there keeps what it has where this is left out: a secret or token, and no parameter or header. */
function isSecretLine([, , field]: Place['path']): boolean {
  return field === 'secrets' || field === 'secret' || field === 'token'
}

function refuseInline({ document, path, problems }: Place): undefined {
  problems.push(
    `${document.at(path)}: a secret does not stand in the file. Name where it is: {env: NAME} or {file: PATH}.`,
  )
  return undefined
}

function below(place: Place, ...parts: readonly (string | number)[]): Place {
  return { ...place, path: [...place.path, ...parts] }
}

/** A part of a JSON pointer, RFC 6901. */
function plain(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}
