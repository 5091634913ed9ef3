import { describe, expect, test } from 'vitest'
import { createProgram } from '../../packages/gateway/src/cli/program.ts'
import { wrongCommands } from './commands.ts'
import { parsePage } from './page.ts'
import { readPages } from './pages.ts'

const program = (await createProgram()).createCommand('countersign')
program.command('sign').argument('<scheme>').option('--secret <s>').option('--json')
program.command('source').command('create').argument('<name>').option('--filter <f>')

function complaints(line: string): string[] {
  return wrongCommands([parsePage('x.md', `\`\`\`sh\n${line}\n\`\`\`\n`)], program)
}

describe('commands in the documentation', () => {
  test.each([
    'countersign sign webex --secret s --json   # a comment',
    "npx countersign source create 'a b' --filter 'x == \"y\"'",
    'curl x | countersign sign webex',
    "countersign source create a --filter 'x && y | z' && countersign sign webex",
    'countersign sign webex \\\n  --secret s',
    'echo countersign nonsense',
  ])('takes %s', (line) => {
    expect(complaints(line)).toEqual([])
  })

  test.each([
    ['countersign sing webex', 'there is no command sing'],
    ['npx countersign sign webex --sekret s', 'there is no option --sekret'],
    ['countersign sign', 'an argument is missing'],
    ['countersign sign a b', 'too many arguments'],
    ['countersign source delete x', 'there is no command delete'],
  ])('refuses %s', (line, reason) => {
    expect(complaints(line)).toEqual([expect.stringContaining(reason)])
  })
})

test('a secret that a guide has written into a file is nobody else’s to read, since such a file is refused', () => {
  const written = readPages().flatMap((page) =>
    page.blocks.flatMap(({ code }) => code.split('\n').filter((line) => /openssl rand .*> /.test(line))),
  )
  expect(written.length).toBeGreaterThan(2)
  for (const line of written) expect(line).toMatch(/(^|&& )\(umask 077; openssl rand [^)]*\)/)
})
