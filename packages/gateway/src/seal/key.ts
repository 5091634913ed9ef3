import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { tooWide } from '../model/file-rights.ts'
import { SealKeyRefused } from './errors.ts'
import { rightsOf } from './rights-of.ts'
import { sealKeyBytes } from './seal.ts'

/** Where a sealing key may come from. */
export interface KeySources {
  /** Looked at for `COUNTERSIGN_KEY` (base64 of 32 bytes) and `COUNTERSIGN_KEY_FILE` (a file that holds it). */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where `key` lies, mode 0600; null where there is no data folder. */
  readonly dataFolder: string | null
  /** Whether a missing key is made there: on a first start, never where something is sealed already. */
  readonly mayCreate: boolean
  /** Whether gateways share the store, so that all need the same key. Default: false. */
  readonly shared?: boolean
}

/** The sealing keys of a gateway. */
export interface LoadedKeys {
  /** The one that is to seal, then those of before or after it. */
  readonly keys: readonly [Uint8Array, ...Uint8Array[]]
  /** Where they lie, if the gateway keeps them itself; null: they are given from outside. */
  readonly folder: string | null
}

/**
 * The sealing key, and the one of before where keys change. Throws as `loadKey` does.
 */
export function loadKeys(sources: KeySources): LoadedKeys {
  const { env, dataFolder } = sources
  const isGiven = env.COUNTERSIGN_KEY !== undefined || env.COUNTERSIGN_KEY_FILE !== undefined
  const old = givenKey(env, 'COUNTERSIGN_OLD_KEY')
  const folder = isGiven || old !== null ? null : dataFolder
  const others = folder === null ? [] : otherKeys(folder)
  return { keys: [loadKey(sources), ...(old === null ? [] : [old]), ...others], folder }
}

/**
 * The sealing key: from the environment, else from the data folder, where it is made on the first start.
 * Throws `SealKeyRefused`: `ERR_SEALING_KEY_MISSING`, `_MALFORMED`, or `_UNSAFE` where others may read the
 * key in the data folder, or write the file that is named, or everybody read it. No message holds anything of it.
 */
export function loadKey({ env, dataFolder, mayCreate, shared = false }: KeySources): Uint8Array {
  const given = givenKey(env, 'COUNTERSIGN_KEY')
  if (given !== null) return given
  if (dataFolder === null) throw missing('Set COUNTERSIGN_KEY or COUNTERSIGN_KEY_FILE')
  return keyOfFolder(dataFolder, mayCreate, shared)
}

/** A key that the environment names; null: none. */
function givenKey(
  env: KeySources['env'],
  name: 'COUNTERSIGN_KEY' | 'COUNTERSIGN_OLD_KEY',
): Uint8Array | null {
  const [given, file] = [env[name], env[`${name}_FILE`]]
  if (given !== undefined && file !== undefined) {
    throw new SealKeyRefused(
      'ERR_SEALING_KEY_MALFORMED',
      `Both ${name} and ${name}_FILE are set. Set one of them.`,
    )
  }
  if (given !== undefined) return decodeKey(given, name)
  return file === undefined ? null : decodeKey(readKeyFile(file), `The file ${file} of ${name}_FILE`)
}

/** What lies beside the key in a data folder while keys change: the next one, or the one of before. */
const besideNames = { next: 'key.new', old: 'key.old' } as const

function otherKeys(folder: string): Uint8Array[] {
  return Object.values(besideNames).flatMap((name) => readOwnKey(join(folder, name)) ?? [])
}

/** The key that a data folder is to turn to: made there unless it lies there already. */
export function nextKey(folder: string): Uint8Array {
  const path = join(folder, besideNames.next)
  const lying = readOwnKey(path)
  if (lying !== null) return lying
  makeKey(folder, path)
  return nextKey(folder)
}

/** Whether a data folder holds the key of before: what that has sealed may not all be sealed anew. */
export function hasOldKey(folder: string): boolean {
  return existsSync(join(folder, besideNames.old))
}

/**
 * Gives the keys of a data folder their names once the next one seals: at no moment is there none of them. Nothing
 * happens where that is so already.
 */
export function renameKeys(folder: string, isSealing: (key: Uint8Array) => boolean): void {
  const [path, next, old] = [
    join(folder, 'key'),
    join(folder, besideNames.next),
    join(folder, besideNames.old),
  ]
  const lying = readOwnKey(next)
  if (lying === null || !isSealing(lying)) return
  try {
    linkSync(path, old)
  } catch (error) {
    // From a try that was cut short.
    if (!hasCode(error, 'EEXIST')) throw error
  }
  syncFolder(folder)
  renameSync(next, path)
  syncFolder(folder)
}

/** Removes what lies beside the key: it opens nothing any more. */
export function removeOtherKeys(folder: string): void {
  for (const name of Object.values(besideNames)) rmSync(join(folder, name), { force: true })
  syncFolder(folder)
}

function keyOfFolder(folder: string, mayCreate: boolean, shared: boolean): Uint8Array {
  const path = join(folder, 'key')
  for (const made of [false, true]) {
    const key = readOwnKey(path)
    if (key !== null) return key
    if (!mayCreate || made) break
    makeKey(folder, path)
  }
  throw missing(
    shared
      ? `Set COUNTERSIGN_KEY, or put the key at ${path}: the same for all gateways of the database. A first one is made with openssl rand -base64 ${sealKeyBytes}`
      : `What is stored in ${folder} was sealed with one: put that key back at ${path}, or set COUNTERSIGN_KEY to it. It is in no backup; another opens none of the secrets`,
  )
}

function readOwnKey(path: string): Uint8Array | null {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw unreadable(path, error)
  }
  try {
    // Windows has no such bits and answers 0666.
    if (process.platform !== 'win32' && (fstatSync(file).mode & 0o077) !== 0) {
      throw new SealKeyRefused(
        'ERR_SEALING_KEY_UNSAFE',
        `Others may read the sealing key ${path}. Take that right away (chmod 600) and consider the key known.`,
      )
    }
    return decodeKey(readFileSync(file, 'utf8'), `The file ${path}`)
  } finally {
    closeSync(file)
  }
}

/**
 * Writes a new key beside its place and links it there: a crash leaves either no key or a whole one, and of
 * two starts at once the second finds the key of the first.
 */
function makeKey(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    fchmodSync(file, 0o600)
    writeSync(file, `${randomBytes(sealKeyBytes).toString('base64')}\n`)
    fsyncSync(file)
    linkSync(draft, path)
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error
  } finally {
    closeSync(file)
    unlinkSync(draft)
  }
  syncFolder(folder)
}

/** Without this, a power cut could take the key's name away after a secret was sealed with it. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}

function readKeyFile(path: string): string {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (error) {
    throw unreadable(path, error)
  }
  try {
    const why = tooWide(rightsOf(file), process.getuid?.() ?? null)
    if (why === null) return readFileSync(file, 'utf8')
    throw new SealKeyRefused(
      'ERR_SEALING_KEY_UNSAFE',
      `The sealing key ${path} is not read, because ${why}. Take that right away (chmod 600, or 440 with a group of its own) and consider a key that others could read known.`,
    )
  } catch (error) {
    throw error instanceof SealKeyRefused ? error : unreadable(path, error)
  } finally {
    closeSync(file)
  }
}

/** One spelling: standard base64 with its padding; white space around it is what editors leave behind. */
function decodeKey(text: string, where: string): Uint8Array {
  const trimmed = text.trim()
  const key = Buffer.from(trimmed, 'base64')
  if (key.length === sealKeyBytes && key.toString('base64') === trimmed) return new Uint8Array(key)
  throw new SealKeyRefused(
    'ERR_SEALING_KEY_MALFORMED',
    `${where} is not the base64 of ${sealKeyBytes} bytes. Make one with: openssl rand -base64 ${sealKeyBytes}`,
  )
}

function missing(cure: string): SealKeyRefused {
  return new SealKeyRefused('ERR_SEALING_KEY_MISSING', `There is no sealing key. ${cure}.`)
}

function unreadable(path: string, error: unknown): SealKeyRefused {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return new SealKeyRefused('ERR_SEALING_KEY_MISSING', `The sealing key ${path} cannot be read (${reason}).`)
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
