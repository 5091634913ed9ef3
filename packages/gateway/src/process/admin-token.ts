import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { JournalRefused } from '../journal/errors.ts'
import { isDiskFull } from '../model/disk-full.ts'
import { readSecretFile, SecretFileUnsafe } from '../seal/read-secret-file.ts'
import { SettingsRefused } from './config.ts'

/** The file in the data folder that holds the operator's token. */
export function tokenFile(dataFolder: string): string {
  return join(dataFolder, 'token')
}

/**
 * The operator's token: as set, else from the data folder, where one is made on first start (mode 0600) if it may
 * be: gateways that share a database must have the same one. Throws SettingsRefused where the folder cannot be used,
 * or others may write the file or everybody read it; JournalRefused, ERR_ADMIN_TOKEN_MISSING, where none is there and none may be made;
 * the system's error where there is no room for it.
 */
export function loadAdminToken(
  given: string | null,
  dataFolder: string,
  mayCreate: boolean,
): { token: string; made: boolean } {
  if (given !== null) return { token: given, made: false }
  const path = tokenFile(dataFolder)
  try {
    const text = readSecretFile(path).trim()
    if (!/^[\x21-\x7e]{24,512}$/.test(text))
      throw new SettingsRefused([`${path} does not hold a token; remove it.`])
    return { token: text, made: false }
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw refused(path, error)
  }
  if (!mayCreate)
    throw new JournalRefused(
      'ERR_ADMIN_TOKEN_MISSING',
      "There is no operator's token, and on a shared database none is made, since each gateway would have another. Set COUNTERSIGN_ADMIN_TOKEN or COUNTERSIGN_ADMIN_TOKEN_FILE, the same for all gateways (openssl rand -hex 32).",
    )
  const token = `cst_${randomBytes(32).toString('base64url')}`
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
    writeFileSync(path, `${token}\n`, { mode: 0o600, flag: 'wx' })
    // The process's umask may have taken more rights away, never given more; this sets them exactly.
    chmodSync(path, 0o600)
  } catch (error) {
    if (!isDiskFull(error)) throw refused(path, error)
    // What was cut short holds no token, and the next start would refuse it.
    rmSync(path, { force: true })
    throw error
  }
  return { token, made: true }
}

function refused(path: string, error: unknown): Error {
  if (error instanceof SettingsRefused) return error
  if (error instanceof SecretFileUnsafe) return new SettingsRefused([error.message])
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
  return new SettingsRefused([`--data: ${path} cannot be used (${code}).`])
}
