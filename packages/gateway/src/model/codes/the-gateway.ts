/** Of the gateway and its store. */
export const theGateway = {
  ERR_JOURNAL_UNAVAILABLE: {
    status: 503,
    title: 'The store does not answer now.',
    hint: 'Try again in a moment; /readyz says what is wrong.',
  },
  ERR_JOURNAL_FULL: {
    status: 503,
    title: 'The disk is full.',
    hint: 'Make room on the disk of the data folder; the gateway goes on by itself.',
  },
  ERR_JOURNAL_GONE: {
    status: 503,
    title: 'The store is gone: its files were deleted, moved or replaced.',
    hint: 'Put the files back, or stop the gateway and restore a backup; nothing is taken in, and no empty store is begun, before you do.',
  },
  ERR_JOURNAL_READ_ONLY: {
    status: 503,
    title: 'The store cannot be written.',
    hint: 'Check the rights on the data folder and whether its disk is mounted read-only.',
  },
  ERR_STOPPING: {
    status: 503,
    title: 'The gateway is stopping or starting.',
    hint: 'Try again in a few seconds.',
  },
  ERR_INTERNAL: {
    status: 500,
    title: 'Something failed that should not.',
    hint: 'The log has the cause under the `instance` of this answer. Please report it.',
  },
} as const
