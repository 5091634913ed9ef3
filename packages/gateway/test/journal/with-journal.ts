import { test } from 'vitest'
import type { OpenSubject, Subject } from './subject.ts'

/** A test on a fresh store that is closed and removed afterwards, however the test ends. */
export function journalTest(
  open: OpenSubject,
  name: string,
  body: (subject: Subject) => Promise<void>,
): void {
  test(name, async () => {
    const subject = await open()
    try {
      await body(subject)
    } finally {
      await subject.close()
    }
  })
}
