import { webhook } from 'countersign/h3'
import { github } from 'countersign/schemes/github'
import { defineHandler } from 'h3'

export default defineHandler(
  webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
    console.log(event.type, event.id)
  }),
)
