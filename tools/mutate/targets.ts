/** What of the gateway is made wrong, and which tests should see it. */
export interface Target {
  /** Below `packages/gateway/src`. */
  readonly files: readonly string[]
  /** Below `packages/gateway/test`. */
  readonly tests: readonly string[]
  /** Of those tests the ones with this in their names. Default: all. */
  readonly named?: string
}

const engine = ['journal/sqlite.test.ts']

/** By the word that `--of` takes. */
export const targets: Readonly<Record<string, Target>> = {
  judge: {
    files: ['model/judge.ts', 'model/schedule.ts', 'model/retry-after.ts'],
    tests: ['deliver/decisions.test.ts'],
  },
  egress: { files: ['egress/address.ts', 'egress/egress.ts'], tests: ['egress/egress.test.ts'] },
  ledger: { files: ['ingest/ledger-key.ts'], tests: ['ingest/ledger-key.test.ts'] },
  append: {
    files: ['journal/sqlite/write/append.ts'],
    tests: [...engine, 'journal/sqlite/ledger.test.ts'],
    named: 'append|counts over time|exact over restarts',
  },
  settle: { files: ['journal/sqlite/write/settle.ts'], tests: engine, named: 'queue|counts over time' },
  lanes: {
    files: ['journal/sqlite/write/lanes.ts'],
    tests: ['journal/sqlite/lanes.test.ts'],
  },
  ownership: {
    files: ['deliver/ownership.ts'],
    tests: ['deliver/ownership.test.ts', 'deliver/ownership-times.test.ts'],
  },
}
