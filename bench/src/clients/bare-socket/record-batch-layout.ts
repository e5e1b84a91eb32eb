// A record batch of magic 2: where each field of its header begins.

export const BATCH_LENGTH_AT = 8
export const PARTITION_LEADER_EPOCH_AT = BATCH_LENGTH_AT + 4
export const MAGIC_AT = PARTITION_LEADER_EPOCH_AT + 4
export const CRC_AT = MAGIC_AT + 1
/** The CRC covers everything from here to the end. */
export const ATTRIBUTES_AT = CRC_AT + 4
export const LAST_OFFSET_DELTA_AT = ATTRIBUTES_AT + 2
export const BASE_TIMESTAMP_AT = LAST_OFFSET_DELTA_AT + 4
export const MAX_TIMESTAMP_AT = BASE_TIMESTAMP_AT + 8
export const PRODUCER_ID_AT = MAX_TIMESTAMP_AT + 8
export const PRODUCER_EPOCH_AT = PRODUCER_ID_AT + 8
export const BASE_SEQUENCE_AT = PRODUCER_EPOCH_AT + 2
export const RECORD_COUNT_AT = BASE_SEQUENCE_AT + 4
export const HEADER_BYTES = RECORD_COUNT_AT + 4
