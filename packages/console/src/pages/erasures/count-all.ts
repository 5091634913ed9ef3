import { call } from '../../api/call.ts'

/** What an erasure would take the content of. */
export interface Count {
  readonly events: number
  readonly rejections: number
}

/** Counts what is selected, in as many steps as the gateway takes for it. */
export async function countAll(selection: object): Promise<Count> {
  const sums = { events: 0, rejections: 0 }
  let cursor: string | null = null
  do {
    const step: Count & { next: string | null } = await call('/erasures/count', {
      method: 'POST',
      body: { ...selection, ...(cursor !== null && { cursor }) },
    })
    sums.events += step.events
    sums.rejections += step.rejections
    cursor = step.next
  } while (cursor !== null)
  return sums
}
