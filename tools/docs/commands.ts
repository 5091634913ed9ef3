import type { createProgram } from '../../packages/gateway/src/cli/program.ts'
import type { Page } from './page.ts'

type Command = Awaited<ReturnType<typeof createProgram>>

/**
 * One complaint for each `countersign …` line in a `sh` block that the command line would not take: an unknown
 * command or option, too few or too many arguments.
 */
export function wrongCommands(pages: readonly Page[], program: Command): string[] {
  return pages.flatMap((page) =>
    page.blocks
      .filter(({ language }) => language === 'sh')
      .flatMap((block) =>
        commandLines(block.code).flatMap((words) => {
          const complaint = complaintAbout(words, program)
          return complaint === null ? [] : [`${page.path}:${block.line}: ${words.join(' ')}: ${complaint}`]
        }),
      ),
  )
}

/** The words after `countersign` of every call in a block; pipes and continued lines are seen through. */
function commandLines(code: string): string[][] {
  return code
    .replace(/\\\n/g, ' ')
    .split('\n')
    .flatMap((line) => shellCommands(line))
    .flatMap((words) => {
      const at = words.indexOf('countersign')
      return at >= 0 && words.slice(0, at).every((word) => word === 'npx') ? [words.slice(at + 1)] : []
    })
}

/** Enough of a shell: blanks separate, quotes group, `|` and `&&` end a command, `#` ends the line. */
function shellCommands(line: string): string[][] {
  const commands: string[][] = [[]]
  for (const [word] of line.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"|&])+|\||&&|&/g)) {
    if (word.startsWith('#')) break
    if (word === '|' || word === '&&') commands.push([])
    else commands.at(-1)?.push(word.replace(/['"]/g, ''))
  }
  return commands
}

function complaintAbout(words: readonly string[], program: Command): string | null {
  let command = program
  let rest = [...words]
  for (;;) {
    const next = command.commands.find(
      (one) => one.name() === rest[0] || one.aliases().includes(rest[0] ?? ''),
    )
    if (next === undefined) break
    command = next
    rest = rest.slice(1)
  }
  if (command.commands.length > 0) return rest[0] === undefined ? null : `there is no command ${rest[0]}`
  const operands: string[] = []
  while (rest.length > 0) {
    const [word = '', ...more] = rest
    rest = more
    if (!word.startsWith('-') || word === '-') {
      operands.push(word)
      continue
    }
    const [flag = '', value] = word.split('=')
    const option = command.options.find(({ long, short }) => long === flag || short === flag)
    if (option === undefined) return `there is no option ${flag}`
    if (!option.isBoolean() && !option.negate && value === undefined) rest = rest.slice(1)
  }
  const known = command.registeredArguments
  if (operands.length < known.filter(({ required }) => required).length) return 'an argument is missing'
  if (operands.length > known.length && known.at(-1)?.variadic !== true) return `too many arguments`
  return null
}
