import { All, Controller, Module, Req, Res } from '@nestjs/common'
import { type NestRequest, type NestResponse, webhook } from 'countersign/nest'
import { github } from 'countersign/schemes/github'

@Controller('hooks')
export class HooksController {
  readonly #hook = webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
    console.log(event.type, event.id)
  })

  @All()
  receive(@Req() request: NestRequest, @Res() response: NestResponse): Promise<void> {
    return this.#hook(request, response)
  }
}

@Module({ controllers: [HooksController] })
export class AppModule {}
// In main.ts: const app = await NestFactory.create(AppModule, { rawBody: true })
