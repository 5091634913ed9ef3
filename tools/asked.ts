import { type ParseArgsConfig, parseArgs } from 'node:util'

/**
 * The options that a program was started with; `--help` tells them, and so does an option that there is not (exit code 2).
 *
 * @param help - what it does, and each option in a line
 */
export function asked<const Config extends ParseArgsConfig>(
  help: string,
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  if (process.argv.includes('--help')) {
    console.log(help.trim())
    process.exit(0)
  }
  try {
    return parseArgs(config)
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help.trim()}`)
    process.exit(2)
  }
}
