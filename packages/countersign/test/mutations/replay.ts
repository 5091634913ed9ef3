import { schemes } from 'countersign/catalogue'
import type { Wrong } from './hunt.ts'
import { judgedTwice } from './judged.ts'
import { type Changed, latin1, read, written } from './message.ts'
import { authentic, checked, subjectsOf } from './subjects.ts'

/** What was wrong, and the command that shows it again. */
export function replay({ subject, message, from, why }: Wrong): string {
  const { scheme, vector } = subject
  const parts = [
    scheme.name,
    vector.id,
    written(message),
    ...(from === undefined ? [] : [written(from.message)]),
  ]
  return `${vector.id}: ${why}; again by npm run fuzz -- --replay ${parts.join(':')}`
}

/** Judges a message again that was wrong, and shows it; answers what is wrong. */
export async function replayed(text: string): Promise<readonly string[]> {
  const [name = '', id, ...messages] = text.split(':')
  const scheme = schemes[name]
  const subject = scheme && (await subjectsOf(scheme)).find(({ vector }) => vector.id === id)
  const [message, signed] = messages.map(read)
  if (subject === undefined || message === undefined) throw new Error('There is no such scheme or vector.')
  const from = signed && (await authentic(subject, signed))
  if (from !== undefined) console.log('signed', from.said, shown(from.message))
  const result = await checked(subject, message)
  console.log(result.ok ? 'accepted' : result.error.code, shown(message))
  const why = await judgedTwice(subject, message, from)
  if (why === undefined) return []
  console.error(`${id}: ${why}`)
  return [why]
}

const shown = (message: Changed): object => ({ ...message, body: latin1(message.body) })
