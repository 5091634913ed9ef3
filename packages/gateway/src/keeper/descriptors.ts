/** Descriptors of the keeper that are none of a connection's: listeners, pipes, files of Node's own. */
const ownDescriptors = 64
/** A connection needs one to the client and, once it has said something, one to the gateway. */
const perConnection = 2
/** Below it there is no point in going on: the system's own smallest limit is 256. */
const fewest = 16

/** How many files this process may have open, as Node has raised it; null where the system does not say. */
export function openFilesLimit(): number | null {
  if (process.platform === 'win32') return null
  // Its interfaces are of no interest, and what they are called might be looked up.
  Object.assign(process.report, { excludeNetwork: true })
  const { userLimits } = process.report.getReport() as {
    userLimits?: { open_files?: { soft?: number | string } }
  }
  const soft = Number(userLimits?.open_files?.soft)
  return Number.isSafeInteger(soft) ? soft : null
}

/** With fewer a start fails somewhere, and may not even be able to say so. */
const leastOpenFiles = 64

/** Throws the system's own error where so few files may be open that nothing can start. */
export function refuseTooFew(openFiles: number | null): void {
  if (openFiles === null || openFiles >= leastOpenFiles) return
  const code = 'EMFILE'
  throw Object.assign(new Error(`${code}: ${openFiles} files may be open, ${leastOpenFiles} must`), { code })
}

/**
 * How many connections fit into a limit of open files, so that each of them can also be carried on to the
 * gateway; that has the same limit, and keeps as many for what goes out.
 *
 * @param wanted - more than this is not needed
 */
export function connectionsWithin(openFiles: number | null, wanted: number): number {
  if (openFiles === null) return wanted
  return Math.min(wanted, Math.max(fewest, Math.floor((openFiles - ownDescriptors) / perConnection)))
}

/** The least limit of open files that has room for so many connections. */
export function openFilesFor(connections: number): number {
  return connections * perConnection + ownDescriptors
}
