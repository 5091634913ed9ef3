/** What of the gateway is made wrong, and which tests should see it. */
export interface Target {
  /** Below `packages/gateway/src`. */
  readonly files: readonly string[]
  /** Below `packages/gateway/test`. */
  readonly tests: readonly string[]
}

/** By the word that `--of` takes. */
export const targets: Readonly<Record<string, Target>> = {
  judge: {
    files: ['model/judge.ts', 'model/schedule.ts', 'model/retry-after.ts'],
    tests: ['deliver/decisions.test.ts'],
  },
  egress: { files: ['egress/address.ts', 'egress/egress.ts'], tests: ['egress/egress.test.ts'] },
  ledger: { files: ['ingest/ledger-key.ts'], tests: ['ingest/ledger-key.test.ts'] },
  append: { files: ['journal/sqlite/write/append.ts'], tests: ['journal/sqlite/append.test.ts'] },
  settle: { files: ['journal/sqlite/write/settle.ts'], tests: ['journal/sqlite/settle.test.ts'] },
  lanes: {
    files: ['journal/sqlite/write/lanes.ts'],
    tests: ['journal/sqlite/lanes.test.ts'],
  },
  ownership: {
    files: ['deliver/ownership.ts'],
    tests: ['deliver/ownership.test.ts', 'deliver/ownership-times.test.ts'],
  },
}
