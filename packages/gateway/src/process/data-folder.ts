import { JournalRefused } from '../journal/errors.ts'
import { isDiskFull } from '../model/disk-full.ts'
import { type LoadedKeys, loadKeys } from '../seal/key.ts'
import { loadAdminToken } from './admin-token.ts'
import { makeFolder } from './make-folder.ts'
import type { Settings } from './settings.ts'

/** What the data folder holds beside the store. */
export interface DataFolder {
  /** The operator's token, and whether this start made it. */
  readonly admin: { readonly token: string; readonly made: boolean }
  /** The sealing keys. */
  readonly sealing: LoadedKeys
}

/**
 * The folder, its token and its key, made where there are none yet. Throws what `loadAdminToken` and `loadKeys` throw;
 * JournalRefused, ERR_DATA_FOLDER_UNUSABLE, where the system does not allow it; the system's error where its disk is full.
 *
 * @param isNew - whether there is no store yet: then a key may be made
 */
export function readDataFolder(
  { data, adminToken, databaseUrl }: Pick<Settings, 'data' | 'adminToken' | 'databaseUrl'>,
  isNew: () => boolean,
): DataFolder {
  try {
    makeFolder(data)
    const admin = loadAdminToken(adminToken, data, databaseUrl === null)
    const mayCreate = databaseUrl === null && isNew()
    const { keys, folder } = loadKeys({
      ...{ env: process.env, dataFolder: data, mayCreate, shared: databaseUrl !== null },
    })
    // Of gateways that share a store none makes a key for the others.
    return { admin, sealing: { keys, folder: databaseUrl === null ? folder : null } }
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause) || isDiskFull(cause)) throw cause
    const sentence = `The data folder ${data} cannot be used: ${cause.message}`
    throw new JournalRefused('ERR_DATA_FOLDER_UNUSABLE', sentence, { cause })
  }
}
