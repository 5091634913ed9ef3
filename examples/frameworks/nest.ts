import { All, Controller, Module, Req, Res } from '@nestjs/common'
import { type NestRequest, type NestResponse, webhook } from 'countersign/nest'
import { github } from 'countersign/schemes/github'

export class HooksController {
  readonly #hook = webhook({ scheme: github, secrets: process.env.GITHUB_SECRET }, async (event) => {
    console.log(event.type, event.id)
  })

  receive(request: NestRequest, response: NestResponse): Promise<void> {
    return this.#hook(request, response)
  }
}

export class AppModule {}

// What @Controller('hooks'), @All(), @Req(), @Res() and @Module() do, for those who write no decorators.
Req()(HooksController.prototype, 'receive', 0)
Res()(HooksController.prototype, 'receive', 1)
const method = Object.getOwnPropertyDescriptor(HooksController.prototype, 'receive')
if (method !== undefined) All()(HooksController.prototype, 'receive', method)
Controller('hooks')(HooksController)
Module({ controllers: [HooksController] })(AppModule)
// In main.ts: const app = await NestFactory.create(AppModule, { rawBody: true })
