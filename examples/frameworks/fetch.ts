import { webhook } from 'countersign/fetch'
import { github } from 'countersign/schemes/github'

interface Env {
  readonly GITHUB_SECRET: string
}

// A Worker has its secrets at requests alone. For Deno and Bun: secrets: process.env.GITHUB_SECRET
const secrets = ({ env }: { env: Env }) => env.GITHUB_SECRET

export default {
  fetch: webhook({ scheme: github, secrets }, async (event) => {
    console.log(event.type, event.id)
  }),
}
