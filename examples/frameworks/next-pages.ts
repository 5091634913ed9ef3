import { webhook } from 'countersign/next-pages'
import { github } from 'countersign/schemes/github'

export const config = { api: { bodyParser: false } }

export default webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
  console.log(event.type, event.id)
})
