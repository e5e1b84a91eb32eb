import 'reflect-metadata'
import type { Producer, TopicProducer } from '@headwater/core'
import { InjectProducer, KafkaProducerModule } from '@headwater/nestjs'
import {
  type ArgumentsHost,
  Body,
  Catch,
  Controller,
  type ExceptionFilter,
  Module,
  Post,
  Res,
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import type { NestExpressApplication } from '@nestjs/platform-express'
import type { Response } from 'express'
import { BODY_LIMIT } from './express-server.ts'
import { failureAnswer } from './failure-answer.ts'
import {
  type Order,
  orderTopic,
  type PlacedOrder,
  placeOrder,
  type RefusedOrder,
  readOrder,
} from './orders.ts'

@Controller('orders')
class OrdersController {
  readonly #orders: TopicProducer<string, Order>

  constructor(@InjectProducer() producer: Producer) {
    this.#orders = producer.topic(orderTopic)
  }

  @Post()
  async place(
    @Body() body: unknown,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PlacedOrder | RefusedOrder> {
    const read = readOrder(body)
    if ('order' in read) return placeOrder(this.#orders, 'nestjs', read.order)
    response.status(400)
    return read.refused
  }
}

@Catch()
class FailureFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const response = host.switchToHttp().getResponse<Response>()
    const { status, headers, body } = failureAnswer(error)
    if (status === 500) console.error('A request to the NestJS server failed:', error)
    response.status(status).set(headers).json(body)
  }
}

@Module({})
class OrdersModule {}

/** The NestJS side of the demo: the same orders, with the producer that its module connects and closes. */
export async function createNestServer(
  brokers: readonly string[],
): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(
    {
      module: OrdersModule,
      imports: [
        KafkaProducerModule.forRoot({ brokers, clientId: 'demo-nestjs', shutdownTimeoutMs: 5_000 }),
      ],
      controllers: [OrdersController],
    },
    { logger: ['warn', 'error'], bodyParser: false, abortOnError: false },
  )
  app.disable('x-powered-by')
  app.useBodyParser('json', { limit: BODY_LIMIT })
  app.useGlobalFilters(new FailureFilter())
  return app
}
