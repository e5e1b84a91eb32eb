// The header of a record batch, magic 2 (KIP-98). Each offset derives from the one before.

export const BASE_OFFSET_AT = 0
/** Counts every byte after itself. */
export const BATCH_LENGTH_AT = BASE_OFFSET_AT + 8
export const PARTITION_LEADER_EPOCH_AT = BATCH_LENGTH_AT + 4
export const MAGIC_AT = PARTITION_LEADER_EPOCH_AT + 4
/** The CRC covers everything from the attributes to the end, so a broker may set the offset and the leader epoch. */
export const CRC_AT = MAGIC_AT + 1
export const ATTRIBUTES_AT = CRC_AT + 4
export const LAST_OFFSET_DELTA_AT = ATTRIBUTES_AT + 2
export const BASE_TIMESTAMP_AT = LAST_OFFSET_DELTA_AT + 4
export const MAX_TIMESTAMP_AT = BASE_TIMESTAMP_AT + 8
export const PRODUCER_ID_AT = MAX_TIMESTAMP_AT + 8
export const PRODUCER_EPOCH_AT = PRODUCER_ID_AT + 8
export const BASE_SEQUENCE_AT = PRODUCER_EPOCH_AT + 2
export const RECORD_COUNT_AT = BASE_SEQUENCE_AT + 4
export const RECORDS_AT = RECORD_COUNT_AT + 4

export const MAGIC = 2
/** The low three bits of the attributes are the id of a codec. */
export const NO_COMPRESSION = 0
export const TRANSACTIONAL_BIT = 0x10
/** The leader epoch is for the broker to fill in. */
export const NO_PARTITION_LEADER_EPOCH = -1
