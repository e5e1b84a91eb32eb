/** Every client that can be measured, in the order of the report. */
export const CLIENT_NAMES = ['headwater', 'kafkajs', 'java', 'bare-socket'] as const

export type ClientName = (typeof CLIENT_NAMES)[number]

/** A client that runs in a Node.js process. */
export type NodeClientName = Exclude<ClientName, 'java'>
