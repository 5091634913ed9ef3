import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

/** The folder whose rooms the rules are about. */
export const house = 'packages/gateway/src'

/** What the linter lets a room of the gateway import. */
export interface Room {
  /** The folder, or the files, that the rule is about: `ingest`, `journal/sqlite`, `journal/*.ts`. */
  readonly name: string
  /** Folders (`model`) and files (`journal/errors.ts`, `journal/*.ts`) beside its own. */
  readonly mayImport: readonly string[]
  /** Whether the library may be imported as well. */
  readonly library: boolean
}

/** What is read of biome.json. */
interface Override {
  readonly includes: readonly string[]
  readonly linter?: {
    readonly rules?: {
      readonly style?: {
        readonly noRestrictedImports?: {
          readonly options: { readonly patterns: readonly { readonly group: readonly string[] }[] }
        }
      }
    }
  }
}

/** The rooms of the gateway in the order of the linter's rules: those below stand first. */
export function readRooms(root: string): readonly Room[] {
  const { overrides } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as {
    overrides: Override[]
  }
  const exists = (target: string): boolean =>
    existsSync(join(root, house, target.replace(/\/\*\.ts$/, ''))) && target !== '*.ts'
  return overrides.flatMap(({ includes, linter }) => {
    const [include = ''] = includes
    const group = linter?.rules?.style?.noRestrictedImports?.options.patterns[0]?.group
    if (group === undefined || !include.startsWith(`${house}/`)) return []
    const name = include.slice(house.length + 1).replace(/\/\*\*$/, '')
    return [roomOf(name, group, exists)]
  })
}

/**
 * A rule refuses all above (`../**`), then lets some of it in (`!../model/**`): in a room that has folders of its own
 * once for each depth that a file can stand at.
 */
function roomOf(name: string, group: readonly string[], exists: (target: string) => boolean): Room {
  const folder = name.endsWith('.ts') ? posix.dirname(name) : name
  const targets = group
    .filter((pattern) => pattern.startsWith('!'))
    .flatMap((pattern) => {
      const path = pattern.slice(1).replace(/\/\*\*$/, '')
      return [posix.join(folder, path), posix.join(folder, 'deeper', path)]
    })
  const own = (target: string): boolean => target === name || target.startsWith(`${name}/`)
  return {
    name,
    mayImport: [...new Set(targets)].filter((target) => exists(target) && !own(target)),
    library: !group.includes('countersign'),
  }
}

/** Whether a file stands in a room, or is one of what a rule names: a folder, a file, the files of a folder. */
export function isIn(file: string, name: string): boolean {
  return name.endsWith('/*.ts')
    ? file.endsWith('.ts') && posix.dirname(file) === posix.dirname(name)
    : file === name || file.startsWith(`${name}/`)
}
