import { http } from '@google-cloud/functions-framework'
import { webhook } from 'countersign/node'
import { github } from 'countersign/schemes/github'

http(
  'hooks',
  webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
    console.log(event.type, event.id)
  }),
)
