import { type Setting, settingTable, variableOf } from '../../../packages/gateway/src/process/settings.ts'
import { notice } from './notice.ts'

/** docs/reference/settings.md: every setting of `countersign serve` under a heading of its own. */
export function settingsPage(): string {
  const names = Object.keys(settingTable) as (keyof typeof settingTable)[]
  return `# Settings of \`countersign serve\`

${notice}

A setting comes from its flag, else from its variable, else from the file that \`…_FILE\` names, else from the
file given with \`--config\` (JSON, under the name in the heading), else from its default. A wrong one ends the
start with exit code 78 and a sentence that names it.

${names.map(entry).join('\n')}`
}

function entry(name: keyof typeof settingTable): string {
  const setting: Setting = settingTable[name]
  const variable = variableOf(name)
  const flag = setting.secret ? '' : `\`--${setting.flag} ${setting.value}\` · `
  const preset = setting.shown ?? setting.default
  const shown = Array.isArray(preset) ? preset.join(',') : preset
  const value = shown === null || shown === '' ? 'none' : `\`${shown}\``
  return `### ${name}\n\n${flag}\`${variable}\` · \`${variable}_FILE\` · default: ${value}\n\n${sentence(setting.describe)}\n`
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}
