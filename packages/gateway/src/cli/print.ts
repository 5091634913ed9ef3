import { Argument, type Command } from 'commander'
import { caddy } from '../deploy/caddy.ts'
import { compose } from '../deploy/compose.ts'
import { haproxy } from '../deploy/haproxy.ts'
import type { Known } from '../deploy/known.ts'
import { kubernetes } from '../deploy/kubernetes.ts'
import { nginx } from '../deploy/nginx.ts'
import { startRefusal } from '../process/start-refusal.ts'
import { installation } from './install/installation.ts'
import { knownGateway, withKnown } from './install/known-gateway.ts'

const kinds: Readonly<Record<string, (known: Known) => string>> = {
  caddy,
  nginx,
  haproxy,
  compose,
  k8s: kubernetes,
}

const help = `
What is known is filled in: the settings of this environment, those of --config and those given here. Where no public URL
is known, hooks.example.com stands for it: replace it. Each file begins with what else is to be done. Nothing is written
but standard output.

Examples:
  countersign print nginx --public-url https://hooks.example.com > /etc/nginx/conf.d/countersign.conf
  countersign print k8s --public-url https://hooks.example.com | kubectl apply -f -
  countersign print compose --postgres > compose.yaml
`

/** `countersign print`: files for what stands around a gateway. */
export function printCommand(program: Command): void {
  const command: Command = withKnown(
    program
      .command('print')
      .description('print a configuration for a proxy, an orchestrator or systemd')
      .addArgument(new Argument('<what>', 'for which').choices([...Object.keys(kinds), 'systemd'])),
  )
    .option('--postgres', 'with the store in PostgreSQL, for compose and k8s')
    .addHelpText('after', help)
  command.action((what: string, options: Readonly<Record<string, unknown>>) => {
    try {
      const { known, settings, configured } = knownGateway(options, process.env)
      const write = kinds[what]
      if (write !== undefined) process.stdout.write(write(known))
      else {
        const files = installation({ known, settings, configured, scope: 'system', home: '' }).filter(
          ({ secret }) => !secret,
        )
        process.stdout.write(files.map(({ path, text }) => `# ${path}\n${text}`).join('\n'))
      }
    } catch (error) {
      const refusal = startRefusal(error)
      if (refusal === null) throw error
      command.error(`error: ${refusal.sentence}`, { exitCode: 78 })
    }
  })
}
