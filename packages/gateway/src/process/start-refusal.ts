import { JournalRefused, JournalUnavailable } from '../journal/errors.ts'
import { SealKeyRefused } from '../seal/errors.ts'
import { SettingsRefused } from './config.ts'

/** Why a start stops. */
export interface StartRefusal {
  /** What is wrong and what to do about it; begins with the code. */
  readonly sentence: string
  /** What may be well again without anybody changing the configuration: another try may work. */
  readonly mayPass: boolean
}

/** Those of a store that come and go: away, full, taken out and put back. */
const passing: ReadonlySet<string> = new Set(['ERR_DATABASE_UNREACHABLE', 'ERR_JOURNAL_GONE'])

const toDo: Readonly<Record<JournalUnavailable['code'], string>> = {
  ERR_JOURNAL_UNAVAILABLE:
    'Look at its disk and at the limit of open files (`ulimit -n`); `countersign check` looks the store over.',
  ERR_JOURNAL_FULL: 'Make room on its disk and start again; nothing in it is lost.',
  ERR_JOURNAL_READ_ONLY: 'Check the rights on the data folder and whether its disk is mounted read-only.',
  ERR_JOURNAL_GONE: 'Put its files back.',
}

/** The sentence for an error that stops a start, or null for one that is a mistake of ours. */
export function startRefusal(error: unknown): StartRefusal | null {
  if (error instanceof SettingsRefused) return { sentence: ofSettings(error), mayPass: false }
  if (error instanceof JournalRefused || error instanceof SealKeyRefused)
    return { sentence: `${error.code}: ${error.message}`, mayPass: passing.has(error.code) }
  if (error instanceof JournalUnavailable)
    return { sentence: `${error.code}: ${error.message} ${toDo[error.code]}`, mayPass: true }
  return error instanceof Error ? ofSystem(error) : null
}

/** A line for each problem, with the code of its own that one may have. */
function ofSettings({ problems, code }: SettingsRefused): string {
  return problems.map((line) => (line.startsWith('ERR_') ? line : `${code}: ${line}`)).join('\n')
}

/** What the system allows too little of, wherever in the start it is met. */
function ofSystem(error: Error): StartRefusal | null {
  const where = 'path' in error && typeof error.path === 'string' ? error.path : 'the data folder or /tmp'
  const code = 'code' in error ? error.code : undefined
  const found = /\b(EMFILE|ENFILE|ENOSPC|EDQUOT|EROFS|EACCES|EPERM|ENOENT)\b/.exec(
    `${code} ${error.message}`,
  )?.[1]
  switch (found) {
    case 'EMFILE':
    case 'ENFILE':
      return {
        sentence: `ERR_DESCRIPTORS: The system lets this process open too few files (${found}). Raise the limit: \`ulimit -n\`, or LimitNOFILE= in a unit.`,
        mayPass: true,
      }
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        sentence: `ERR_JOURNAL_FULL: There is no room for ${where} (${found}). ${toDo.ERR_JOURNAL_FULL}`,
        mayPass: true,
      }
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
    case 'ENOENT':
      return { sentence: `ERR_DATA_FOLDER_UNUSABLE: ${where} cannot be written (${found}).`, mayPass: false }
    default:
      return null
  }
}
