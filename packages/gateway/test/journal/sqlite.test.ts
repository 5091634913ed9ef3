import { describeJournal } from './conformance.ts'
import { sqliteSubject } from './sqlite/subject.ts'

describeJournal('SQLite', () => sqliteSubject())
