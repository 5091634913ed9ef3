import { webhook } from 'countersign/astro'
import { github } from 'countersign/schemes/github'

export const prerender = false

// A function, since `astro build` loads this file where no secrets are.
const secrets = () => process.env.GITHUB_SECRET

export const POST = webhook({ scheme: github, secrets }, async (event) => {
  console.log(event.type, event.id)
})
