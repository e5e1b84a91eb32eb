import { createProducer } from '@headwater/core'
import type { BenchClient, BenchSession, BenchTarget } from './bench-client.ts'
import { packageVersion } from './package-version.ts'

/** Our producer on its defaults: idempotent, acks from all, adaptive batching. */
export const headwater: BenchClient = {
  version: () => packageVersion('@headwater/core'),
  connect: async ({ brokers, topic }: BenchTarget): Promise<BenchSession> => {
    const producer = createProducer({ brokers: [...brokers] })
    return {
      send: ({ key, value }) => producer.send({ topic, key, value }),
      close: () => producer.close(),
    }
  },
}
