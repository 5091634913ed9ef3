import { type Explanation, explain } from 'countersign'
import { schemes } from '../../configuration/named-schemes.ts'
import { operatorHint } from '../../observe/operator-hint.ts'
import type { ReceivedMessage } from '../options/message-options.ts'

/** Why a message is refused; of the catalogue those schemes are loaded that its headers may mean. */
export async function explained({ input, options }: ReceivedMessage): Promise<Explanation> {
  const found = await explain(input, { ...options, schemes })
  return { ...found, fix: operatorHint(found.fix) }
}
