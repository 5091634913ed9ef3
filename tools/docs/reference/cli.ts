import { createProgram } from '../../../packages/gateway/src/cli/program.ts'
import { notice } from './notice.ts'

type Command = Awaited<ReturnType<typeof createProgram>>

/** docs/reference/cli.md: the help of every command, as `--help` prints it. */
export async function cliPage(): Promise<string> {
  const program = await createProgram()
  const commands = program.commands.flatMap((command) => withChildren(command, program.name()))
  return `# Commands

${notice}

Wherever a secret is asked for, \`--secret-env NAME\`, \`--secret-file FILE\`, \`--secret SECRET\` or, on a terminal, a
hidden prompt gives it. \`--json\` prints for programs. Exit codes: 0 done, 1 failed or refused, 2 the command line
is wrong, 78 a setting is wrong.

${commands.join('\n')}`
}

function withChildren(command: Command, parent: string): string[] {
  const path = `${parent} ${command.name()}`
  return [
    `## ${path}\n\n\`\`\`text\n${help(command).trimEnd()}\n\`\`\`\n`,
    ...command.commands.flatMap((child) => withChildren(child, path)),
  ]
}

/** What `--help` writes, the text after the options included, whatever the width of this terminal. */
function help(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: (part) => {
      text += part
    },
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  })
  command.outputHelp()
  return text
}
