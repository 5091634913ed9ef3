import type { Client } from './client.ts'

/**
 * Calls one operation on many from page to page, and adds up what the steps count.
 *
 * @param counts - what is counted, each at 0
 * @param onStep - told after each step how far it is
 */
export async function forAllPages<Counts extends { [Name in keyof Counts]: number }>(
  client: Client,
  path: string,
  asked: object,
  counts: Counts,
  onStep: (soFar: Counts) => void = () => undefined,
): Promise<Counts> {
  const sum = { ...counts }
  let cursor: string | null = null
  do {
    // What is undefined is left out of the JSON.
    const body: object = { ...asked, cursor: cursor ?? undefined }
    const step: Counts & { next: string | null } = await client.call('POST', path, { body })
    for (const name of Object.keys(counts) as (keyof Counts)[]) sum[name] = (sum[name] + step[name]) as never
    cursor = step.next
    onStep(sum)
  } while (cursor !== null)
  return sum
}
