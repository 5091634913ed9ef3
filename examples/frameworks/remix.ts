import { webhook } from 'countersign/remix'
import { github } from 'countersign/schemes/github'

export const action = webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
  console.log(event.type, event.id)
})
