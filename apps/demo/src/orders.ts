import { randomUUID } from 'node:crypto'
import { defineTopic, json, type RecordMetadata, string, type TopicProducer } from '@headwater/core'
import { z } from 'zod'

/** What a client sends. A field that is not listed is refused, so that a misspelt one is noticed. */
const orderRequest = z.strictObject({
  customer: z.string().trim().min(1).max(100),
  item: z.string().trim().min(1).max(100),
  quantity: z.int().min(1).max(1000),
})

const order = orderRequest.extend({ id: z.uuid(), placedAt: z.iso.datetime() })

/** An order as it is stored. */
export type Order = z.infer<typeof order>

/** The header of a record that says which server took the order. */
export const SERVED_BY_HEADER = 'served-by'

/** The topic that both servers write to. The key is the customer, so that one customer's orders keep their sequence. */
export const orderTopic = defineTopic('orders', { key: string(), value: json(order) })

/** What a client gets for an order that was stored. */
export interface PlacedOrder extends Pick<RecordMetadata, 'topic' | 'partition' | 'offset'> {
  readonly order: Order
}

/** What a client gets for a request that is no order: a sentence, and what is wrong with each field. */
export interface RefusedOrder {
  readonly error: string
  readonly fields: Readonly<Record<string, string>>
}

/** A request body, read: an order that can be stored, or why not. */
export type ReadOrder = { readonly order: Order } | { readonly refused: RefusedOrder }

/** Reads the body of `POST /orders`, however it was parsed. Names every bad field, not only the first. */
export function readOrder(body: unknown): ReadOrder {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    const error = 'The body must be a JSON object, sent as content-type application/json'
    return { refused: { error, fields: {} } }
  }
  const result = orderRequest.safeParse(body)
  if (!result.success) {
    const error = 'The order is not valid'
    return { refused: { error, fields: fieldProblems(result.error.issues, body) } }
  }
  return { order: { ...result.data, id: randomUUID(), placedAt: new Date().toISOString() } }
}

/** Stores an order and says where it landed. */
export async function placeOrder(
  orders: Pick<TopicProducer<string, Order>, 'send'>,
  servedBy: string,
  order: Order,
): Promise<PlacedOrder> {
  const { topic, partition, offset } = await orders.send({
    key: order.customer,
    value: order,
    headers: { [SERVED_BY_HEADER]: servedBy },
  })
  return { topic, partition, offset, order }
}

const FIELD_RULES: Readonly<Record<string, string>> = {
  customer: 'must be a text of 1 to 100 characters',
  item: 'must be a text of 1 to 100 characters',
  quantity: 'must be a whole number from 1 to 1000',
}

type Issue = z.core.$ZodIssue

function fieldProblems(issues: readonly Issue[], body: object): Record<string, string> {
  const problems = issues.flatMap((issue): [string, string][] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => [key, 'is not a field of an order'])
    }
    const field = String(issue.path[0])
    return [
      [field, Object.hasOwn(body, field) ? (FIELD_RULES[field] ?? issue.message) : 'is missing'],
    ]
  })
  return Object.fromEntries(problems)
}
