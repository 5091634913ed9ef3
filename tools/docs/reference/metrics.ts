import { addGauges, createMetrics } from '../../../packages/gateway/src/observe/metrics.ts'
import { notice } from './notice.ts'

/** docs/reference/metrics.md: every metric of `/metrics`. */
export function metricsPage(): string {
  const metrics = createMetrics()
  // Nothing is read here: the list alone is wanted.
  addGauges(metrics.registry, {
    stats: () => Promise.reject(new Error('no store')),
    clockAheadMs: () => 0,
    intakeBytes: () => 0,
    filterErrors: () => 0,
    now: () => 0,
    version: '',
  })
  const rows = metrics.registry.list().map(({ name, type, labels, help }) => {
    const shown = labels.length > 0 ? `\`${name}{${labels.join(',')}}\`` : `\`${name}\``
    return `| ${shown} | ${type} | ${help} |`
  })
  return `# Metrics

${notice}

\`GET /metrics\` in Prometheus's text format, on the listener of the API, without a token: keep that listener private.
Labels take a bounded number of values; what is beyond is counted as \`other\`.

| metric | type | is |
|---|---|---|
${rows.join('\n')}
`
}
