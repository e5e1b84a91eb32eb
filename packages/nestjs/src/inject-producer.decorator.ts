import { Inject } from '@nestjs/common'
import { getProducerToken } from './kafka-producer.tokens.ts'

/**
 * Injects the producer of that name, or the one without a name, into a constructor parameter or a property.
 *
 * @example constructor(@InjectProducer() private readonly producer: Producer) {}
 * @public
 */
export function InjectProducer(name?: string): ParameterDecorator & PropertyDecorator {
  return Inject(getProducerToken(name))
}
