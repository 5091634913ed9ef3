import { webhook } from 'countersign/next'
import { github } from 'countersign/schemes/github'

export const POST = webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
  console.log(event.type, event.id)
})
