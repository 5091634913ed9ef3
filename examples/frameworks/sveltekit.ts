import { github } from 'countersign/schemes/github'
import { webhook } from 'countersign/sveltekit'

// A function, since `vite build` loads this file where no secrets are. `env.GITHUB_SECRET` of $env/dynamic/private does as well.
const secrets = () => process.env.GITHUB_SECRET

export const POST = webhook({ scheme: github, secrets }, async (event) => {
  console.log(event.type, event.id)
})
