import { webhook } from 'countersign/lambda'
import { github } from 'countersign/schemes/github'

export const handler = webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
  console.log(event.type, event.id)
})
