import { webhook } from 'countersign/h3'
import { github } from 'countersign/schemes/github'

// A function, since `nitro build` may load this file where no secrets are.
const secrets = () => process.env.GITHUB_SECRET

export default webhook({ scheme: github, secrets }, async (event) => {
  console.log(event.type, event.id)
})
