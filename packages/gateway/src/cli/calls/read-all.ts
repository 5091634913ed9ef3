import type { Page } from '../../api/answers/page.ts'
import { bounds } from '../../model/bounds.ts'
import type { Client } from './client.ts'

/** All of a list, read from page to page. */
export async function readAll<Item>(client: Pick<Client, 'call'>, path: string): Promise<Item[]> {
  const all: Item[] = []
  let cursor: string | null = null
  do {
    const query: Record<string, string | number | undefined> = {
      limit: bounds.page.most,
      cursor: cursor ?? undefined,
    }
    const page: Page<Item> = await client.call('GET', path, { query })
    all.push(...page.items)
    cursor = page.next
  } while (cursor !== null)
  return all
}
