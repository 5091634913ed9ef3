import { expect, test } from 'vitest'
import { createProgram } from '../../src/cli/program.ts'

test('each command is found under its own name, alone', async () => {
  const names = (await createProgram()).commands.map((command) => command.name())
  expect(names).toContain('serve')
  for (const name of names) {
    const alone = await createProgram([name])
    expect(alone.commands.map((command) => command.name())).toEqual([name])
  }
})
