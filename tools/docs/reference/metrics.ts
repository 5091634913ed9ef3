export async function metricsPage(): Promise<string> {
  return ''
}
