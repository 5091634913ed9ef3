import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { readSecretFile, SecretFileUnsafe } from '../seal/read-secret-file.ts'

/** What is read for a reference, or why it is not: a sentence that holds none of it. */
export type Read = { readonly text: string } | { readonly problem: string }

/** `{env: NAME}` or `{file: PATH}`: a text that stands elsewhere. */
export interface Reference {
  readonly env?: string
  readonly file?: string
}

/** Whether a value is a reference, and nothing beside it but what is named. */
export function isReference(value: unknown, beside: readonly string[] = []): value is Reference {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const fields = Object.keys(value)
  const [one, ...others] = ['env', 'file'].filter((name) => Object.hasOwn(value, name))
  return (
    one !== undefined && others.length === 0 && fields.every((name) => name === one || beside.includes(name))
  )
}

/**
 * Reads what a reference names: a variable of this process, or a file, by its way from the file that names it. A line
 * break at the end of a file is not part of it.
 */
export function readReference(
  { env: name, file: path }: Reference,
  from: string,
  env: NodeJS.ProcessEnv,
): Read {
  if (typeof name === 'string') {
    if (name.startsWith('COUNTERSIGN_'))
      return { problem: `${name} is a setting of the gateway, and no secret of this file.` }
    const text = env[name]
    return text === undefined || text === ''
      ? { problem: `the variable ${name} is ${text === undefined ? 'not set' : 'empty'}.` }
      : { text }
  }
  if (typeof path !== 'string') return { problem: 'env and file each name one thing, as a text.' }
  const whole = resolve(dirname(from), path)
  try {
    if (isOfGateway(whole, env))
      return { problem: `the file ${whole} is the gateway’s own, and no secret of this file.` }
    const text = readSecretFile(whole).replace(/\r?\n$/, '')
    return text === '' ? { problem: `the file ${whole} is empty.` } : { text }
  } catch (error) {
    if (error instanceof SecretFileUnsafe) return { problem: error.message }
    return { problem: `the file ${whole} cannot be read (${(error as NodeJS.ErrnoException).code}).` }
  }
}

/** One of them lies in every data folder: the store, its lock, and what says where the gateway is. */
const ofDataFolder = ['journal.sqlite', 'lock.sqlite', 'running.json'] as const

/**
 * Whether a file lies in a gateway's data folder, beside its store, or is one that a setting names: the sealing key or a token
 * would come out by a header of a destination.
 */
function isOfGateway(path: string, env: NodeJS.ProcessEnv): boolean {
  const real = realpathSync(path)
  if (ofDataFolder.some((name) => existsSync(join(dirname(real), name)))) return true
  return Object.entries(env).some(
    ([name, file]) =>
      /^COUNTERSIGN_\w+_FILE$/.test(name) &&
      file !== undefined &&
      existsSync(file) &&
      realpathSync(file) === real,
  )
}
