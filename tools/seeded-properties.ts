// What tests get as 'fast-check', see vitest.config.ts: with one seed, so that a run tells of what was changed and not of
// luck. COUNTERSIGN_TEST_SEED=7 tries another sample. By its path, which the alias does not lead back here.
import fc from '../node_modules/fast-check/lib/fast-check.js'

fc.configureGlobal({ seed: Number(process.env.COUNTERSIGN_TEST_SEED ?? 1) })

export default fc
