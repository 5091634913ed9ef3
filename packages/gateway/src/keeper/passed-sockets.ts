/** A listening socket that whoever started this process has opened before, and holds on to. */
export interface PassedSocket {
  readonly descriptor: number
  /** What the unit calls it (`FileDescriptorName=`); without that the unit's own name. */
  readonly name: string
}

/** The first descriptor that is passed: `SD_LISTEN_FDS_START`. */
const first = 3

/**
 * The sockets that systemd passes to a service that it starts by them, as `sd_listen_fds(3)` says; none where
 * `LISTEN_PID` is another process. Takes what it reads out of the environment: no child is to take them for its own.
 *
 * @param pid - this process
 */
export function takePassedSockets(
  env: Record<string, string | undefined>,
  pid: number,
): readonly PassedSocket[] {
  const { LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES = '' } = env
  delete env.LISTEN_PID
  delete env.LISTEN_FDS
  delete env.LISTEN_FDNAMES
  if (Number(LISTEN_PID) !== pid || !/^\d{1,3}$/.test(LISTEN_FDS ?? '')) return []
  const names = LISTEN_FDNAMES.split(':')
  return Array.from({ length: Number(LISTEN_FDS) }, (_, at) => ({
    descriptor: first + at,
    name: names[at] || 'unknown',
  }))
}

/**
 * Those of each listener: what is named `admin` is the API's, whatever else there is is for callers. Answers a sentence
 * where a socket is passed that no listener is for.
 *
 * @param roles - of the listeners, the one for callers first
 */
export function socketsByRole(
  roles: readonly string[],
  passed: readonly PassedSocket[],
): ReadonlyMap<string, readonly number[]> | string {
  const [callers = ''] = roles
  const byRole = new Map<string, number[]>()
  for (const { name, descriptor } of passed) {
    const role = name === 'admin' ? name : callers
    if (!roles.includes(role)) {
      return 'A socket named admin is passed, but on a loopback --host one listener serves all: pass none, or set --host to the address that the other one listens on.'
    }
    byRole.set(role, [...(byRole.get(role) ?? []), descriptor])
  }
  return byRole
}
