import { JournalRefused } from '../../journal/errors.ts'
import { socketsByRole, takePassedSockets } from '../../keeper/passed-sockets.ts'
import { makeSocketFolder, type SocketFolder } from '../../keeper/socket-folder.ts'
import { isLoopback } from '../../model/loopback.ts'
import { type ListenerPlan, SettingsRefused } from '../../process/config.ts'
import { makeFolder } from '../../process/make-folder.ts'

/** In the first place that takes sockets. Throws JournalRefused, ERR_DATA_FOLDER_UNUSABLE, where none does. */
export async function keeperFolder(env: NodeJS.ProcessEnv, data: string): Promise<SocketFolder> {
  try {
    makeFolder(data)
  } catch {
    // Whether it can be used is for the gateway to say.
  }
  const folder = await makeSocketFolder({ runtime: env.RUNTIME_DIRECTORY, data })
  if (folder !== null) return folder
  const sentence = `No Unix socket can be made in the temporary folder or in ${data}: its path is too long (a socket's may have 103 bytes), or it cannot be written. Name a shorter --data, or a folder by RUNTIME_DIRECTORY.`
  throw new JournalRefused('ERR_DATA_FOLDER_UNUSABLE', sentence)
}

/**
 * The sockets that were passed to this process, by the role of their listener; takes them out of the environment.
 * Throws SettingsRefused.
 */
export function passedTo(
  env: NodeJS.ProcessEnv,
  plans: readonly ListenerPlan[],
): ReadonlyMap<string, readonly number[]> {
  const roles = plans.map(({ role }) => role)
  const sockets = socketsByRole(roles, takePassedSockets(env, process.pid))
  if (typeof sockets === 'string') throw new SettingsRefused([sockets])
  return sockets
}

/** A socket that was passed may be open to more than --host says: then the API would be, too. Throws SettingsRefused. */
export function refuseWider(plan: ListenerPlan | undefined, host: string | undefined): void {
  if (plan?.role !== 'all' || host === undefined || isLoopback(host)) return
  const sentence = `The socket that was passed listens on ${host}, and not on a loopback address: set --host ${host}, so that the API is not served there.`
  throw new SettingsRefused([sentence])
}
