/** Whether the system had no room for what was to be written: a mistake in no setting, and it may pass. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT')
}
