/** What is looked at of a file that holds a secret. */
export interface FileRights {
  /** Permission bits and kind, as `stat` has them. */
  readonly mode: number
  /** The owner. */
  readonly uid: number
  /** Pipes and terminals are read once by whoever holds them, and have no such rights. */
  readonly regular: boolean
  /** Root's own in a file system in memory: what an orchestrator gave to this container, or root to this machine. */
  readonly mounted: boolean
}

/**
 * Why a file with a secret is not to be trusted, as the end of a sentence; null where it may be. A group may read it:
 * Kubernetes gives secrets to a pod as root's, mode 0440, behind symbolic links. Where others may write it, they
 * choose the secret; where the world may read it, everybody on the host knows it. Only of what root has mounted in
 * memory that is believed to be meant: Kubernetes does it with mode 0644 where nothing else is said, Docker with 0444,
 * and the world is then that of one container.
 *
 * @param self - the user id that this process runs under; null on Windows, which has no such bits
 */
export function tooWide({ mode, uid, regular, mounted }: FileRights, self: number | null): string | null {
  if (self === null || !regular) return null
  if ((mode & 0o022) !== 0) return 'others may write it'
  if ((mode & 0o004) !== 0 && !mounted) return 'everybody on this host may read it'
  // Root reads what belongs to a user by the user's will, as a container does with a file of its host.
  return uid === self || uid === 0 || self === 0 ? null : 'it belongs to another user'
}
