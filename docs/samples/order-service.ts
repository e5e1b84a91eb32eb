import { createProducer } from '@headwater/core'

/** The program that the samples about testing test. */
export function createOrderService({ brokers }: { readonly brokers: readonly string[] }) {
  const producer = createProducer({ brokers, clientId: 'order-service' })
  return {
    async placeOrder(order: { readonly id: string; readonly item: string }): Promise<void> {
      await producer.send({ topic: 'orders', key: order.id, value: JSON.stringify(order) })
    },
  }
}
