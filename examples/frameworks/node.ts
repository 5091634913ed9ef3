import { createServer } from 'node:http'
import { webhook } from 'countersign/node'
import { github } from 'countersign/schemes/github'

export const server = createServer(
  webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
    console.log(event.type, event.id)
  }),
)
